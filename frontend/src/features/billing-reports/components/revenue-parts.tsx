/** What was earned and not sent with its reason, and what the running periods come to. */
import { useTranslation } from 'react-i18next';
import { Facts } from '@/components/ui/card';
import { Table } from '@/components/ui/table';
import { useLocale } from '@/lib/use-locale';
import { useMoney } from '@/lib/use-money';
import type { Revenue } from '../api/revenue';

export function UnbilledTable({ rows }: { rows: Revenue['unbilled'] }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const { money } = useMoney();
  if (rows.length === 0) return <p className="muted">{t('revenue.unbilledNone')}</p>;
  return (
    <Table
      caption={t('revenue.unbilled')} rows={rows} rowKey={(row) => row.reason} dense
      columns={[
        { key: 'reason', header: t('revenue.reason'), isRowHeader: true, cell: (row) => row.text },
        { key: 'entries', header: t('revenue.lines'), align: 'end', cell: (row) => number(row.entries) },
        { key: 'amount', header: t('revenue.amount'), align: 'end', cell: (row) => <span className="digits">{money(row.amount)}</span> },
      ]}
    />
  );
}

export function RevenueForecast({ forecast }: { forecast: Revenue['forecast'] }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const { money } = useMoney();
  const part = (whole: number, open: number, patients: number) => (
    <><strong className="digits">{money(whole)}</strong>{open > 0 ? <><br /><span className="small muted">{t('revenue.open', { amount: money(open), count: patients, formatted: number(patients) })}</span></> : null}</>
  );
  return (
    <Facts
      items={[
        [t('revenue.supply'), part(forecast.supply, forecast.supply_open, forecast.supply_open_patients)],
        [t('revenue.time'), part(forecast.time, forecast.time_open, forecast.time_open_patients)],
        [t('revenue.collected'), forecast.collected_percent === null ? t('revenue.unknown') : t('revenue.percent', { percent: number(forecast.collected_percent) })],
      ]}
    />
  );
}
