/** Adjustments and remarks: the code, what it means in our own words, its amount, and what to do about a denial. */
import { useTranslation } from 'react-i18next';
import type { Adjustment, RemittanceLine } from '../api/remittances';
import { Amount } from './amount';

export function AdjustmentList({ rows }: { rows: Adjustment[] }) {
  const { t } = useTranslation();
  if (rows.length === 0) return <span className="muted">—</span>;
  return (
    <ul className="adjustments">
      {rows.map((row, index) => (
        <li key={`${row.group}-${row.reason}-${index}`}>
          <span><span className="mono small">{row.group} {row.reason}</span> {row.text}</span>
          <Amount of={row.amount} />
          {row.kind === 'denial' && row.next_step ? <span className="next-step">{t('work.next')}: {row.next_step}</span> : null}
        </li>
      ))}
    </ul>
  );
}

export function RemarkList({ rows }: { rows: RemittanceLine['remarks'] }) {
  if (rows.length === 0) return null;
  return <ul className="claim-problems">{rows.map((row) => <li key={row.code}><span className="mono small">{row.code}</span> {row.text}</li>)}</ul>;
}
