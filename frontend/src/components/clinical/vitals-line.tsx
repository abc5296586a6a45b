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
  measured_at: string;
}

export function useVitalsText(): (vitals: LatestVitals) => Shown[] {
  const { t } = useTranslation();
  const { vital, number } = useLocale();
  return (vitals) => {
    const shown: Shown[] = [];
    const bp = vitals.blood_pressure;
    if (bp) shown.push({ name: 'bp', label: t('kind.blood_pressure'), text: `${number(bp.systolic)}/${number(bp.diastolic)} mmHg`, measured_at: bp.measured_at });
    const add = (name: Vital, value: number | null | undefined, measured_at: string | undefined) => {
      if (typeof value === 'number' && measured_at) shown.push({ name, label: t(`vital.${name}`), text: vital(name, value, { also: true }), measured_at });
    };
    add('spo2', vitals.pulse_oximetry?.spo2, vitals.pulse_oximetry?.measured_at);
    const pulse = [bp, vitals.heart_rate, vitals.pulse_oximetry].find((source) => typeof source?.pulse === 'number');
    add('pulse', pulse?.pulse, pulse?.measured_at);
    add('glucose_mg_dl', vitals.glucose?.glucose_mg_dl, vitals.glucose?.measured_at);
    add('weight_kg', vitals.weight?.weight_kg, vitals.weight?.measured_at);
    add('temperature_c', vitals.temperature?.temperature_c, vitals.temperature?.measured_at);
    add('respiratory_rate', vitals.respiratory_rate?.respiratory_rate, vitals.respiratory_rate?.measured_at);
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

function Value({ name, label, text }: Omit<Shown, 'measured_at'>) {
  return (
    <span className="nowrap" title={label}>
      <span className="visually-hidden">{label} </span>
      <span aria-hidden="true">{PREFIX[name] ?? ''}</span>
      {text}
    </span>
  );
}
