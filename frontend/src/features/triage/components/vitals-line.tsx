/** The latest vitals in one line, every value with its unit. */
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { LatestVitals } from '@/api/types';
import { useLocale } from '@/lib/use-locale';
import type { Vital } from '@/lib/units';

interface Shown {
  name: string;
  label: string;
  text: string;
}

export function useVitalsText(): (vitals: LatestVitals) => Shown[] {
  const { t } = useTranslation();
  const { vital, number } = useLocale();
  return (vitals) => {
    const shown: Shown[] = [];
    const bp = vitals.blood_pressure;
    if (bp) shown.push({ name: 'bp', label: t('kind.blood_pressure'), text: `${number(bp.systolic)}/${number(bp.diastolic)} mmHg` });
    const add = (key: Vital, value: number | null | undefined) => {
      if (typeof value === 'number') shown.push({ name: key, label: t(`vital.${key}`), text: vital(key, value, { also: true }) });
    };
    add('spo2', vitals.pulse_oximetry?.spo2);
    add('pulse', bp?.pulse ?? vitals.heart_rate?.pulse ?? vitals.pulse_oximetry?.pulse);
    add('glucose_mg_dl', vitals.glucose?.glucose_mg_dl);
    add('weight_kg', vitals.weight?.weight_kg);
    add('temperature_c', vitals.temperature?.temperature_c);
    add('respiratory_rate', vitals.respiratory_rate?.respiratory_rate);
    return shown;
  };
}

const PREFIX: Record<string, string> = { pulse: '♥ ', spo2: 'O₂ ' };

/** The first vital on a line of its own, the others small below it: rows stay two lines high. */
export function VitalsLine({ vitals, max = 3 }: { vitals: LatestVitals; max?: number }) {
  const { t } = useTranslation();
  const [first, ...others] = useVitalsText()(vitals).slice(0, max);
  if (!first) return <span className="muted">{t('triage.noReading')}</span>;
  return (
    <span className="vitals-line digits">
      <Value {...first} />
      {others.length > 0 ? (
        <span className="vitals-rest">
          {others.map((shown, index) => (
            <Fragment key={shown.name}>
              {index > 0 ? <span aria-hidden="true"> · </span> : null}
              <Value {...shown} />
            </Fragment>
          ))}
        </span>
      ) : null}
    </span>
  );
}

function Value({ name, label, text }: Shown) {
  return (
    <span className="nowrap" title={label}>
      <span className="visually-hidden">{label} </span>
      <span aria-hidden="true">{PREFIX[name] ?? ''}</span>
      {text}
    </span>
  );
}
