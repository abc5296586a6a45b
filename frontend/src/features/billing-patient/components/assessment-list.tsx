/** Codes of a period or month: where each stands, for how much, and why, in words. */
import { useTranslation } from 'react-i18next';
import { Tag } from '@/components/ui/badges';
import { useLocale } from '@/lib/use-locale';
import { useMoney } from '@/lib/use-money';
import type { Assessment } from '../api/billing';

const TONES = { billable: 'good', held: 'warning', not_yet: 'plain', never: 'plain', already_billed: 'strong' } as const;

export function AssessmentList({ rows }: { rows: Assessment[] }) {
  const { t } = useTranslation();
  const { date } = useLocale();
  const { money } = useMoney();
  return (
    <ul className="assessments">
      {rows.map((row) => (
        <li key={`${row.code}-${row.period_start ?? ''}`}>
          <div className="assessment-head">
            <strong>{row.code}{row.units > 1 ? ` × ${row.units}` : ''}</strong>
            <Tag tone={TONES[row.status]}>{t(`patientBilling.status.${row.status}`)}</Tag>
            {row.entry_status ? <Tag>{t(`billing.status.${row.entry_status}`)}</Tag> : null}
            {row.amount !== null && row.units > 0 ? <span className="digits">{money(Number(row.amount))}</span> : null}
            {row.date_of_service ? <span className="small muted">{t('patientBilling.dos', { day: date(row.date_of_service) })}</span> : null}
          </div>
          <ul className="assessment-reasons">{row.reasons.map((reason, index) => <li key={`${reason.key}-${index}`}>{reason.text}</li>)}</ul>
          <p className="small muted">{row.rule_set} · {row.source}</p>
        </li>
      ))}
    </ul>
  );
}
