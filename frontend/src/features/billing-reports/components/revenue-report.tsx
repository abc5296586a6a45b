/** The revenue report: filter, chart with its table, what is not billed and why, the forecast, and both files. */
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { TextInput } from '@/components/ui/fields';
import { Problem } from '@/components/ui/problem';
import { saveBlob } from '@/components/ui/save-file';
import { Segments } from '@/components/ui/segments';
import { EmptyState, QueryView } from '@/components/ui/states';
import { GROUPS, useRevenue, useRevenueFile, type Group } from '../api/revenue';
import { RevenueChart } from './revenue-chart';
import { RevenueForecast, UnbilledTable } from './revenue-parts';
import { RevenueTable } from './revenue-table';
import './reports.css';

export function RevenueReport() {
  const { t } = useTranslation();
  const [by, setBy] = useState<Group>('month');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const filter = { by, ...(from ? { date_from: from } : {}), ...(to ? { date_to: to } : {}) };
  const query = useRevenue(filter);
  const file = useRevenueFile(filter);
  const keep = (form: 'csv' | 'pdf') => file.mutate(form, { onSuccess: (blob) => saveBlob(`revenue-${by}.${form}`, blob) });
  return (
    <>
      <div className="toolbar">
        <Segments label={t('revenue.by')} value={by} onChange={setBy} options={GROUPS.map((value) => ({ value, label: t(`revenue.groups.${value}`) }))} />
        <TextInput label={t('billing.from')} type="date" value={from} onChange={setFrom} />
        <TextInput label={t('billing.to')} type="date" value={to} onChange={setTo} />
        <Button onPress={() => keep('csv')} busy={file.isPending}><Download size={16} aria-hidden="true" /> {t('revenue.csv')}</Button>
        <Button onPress={() => keep('pdf')} busy={file.isPending}><Download size={16} aria-hidden="true" /> {t('revenue.pdf')}</Button>
      </div>
      {file.isError ? <Problem error={file.error} /> : null}
      <QueryView query={query} isEmpty={(data) => data.total.entries === 0 && data.forecast.supply + data.forecast.time === 0} empty={<EmptyState title={t('revenue.noneTitle')}>{t('revenue.noneText')}</EmptyState>}>
        {(data) => (
          <>
            <Card title={t('revenue.title')}>
              <p className="small muted">{t('revenue.lead')} {data.total.is_estimate ? t('billing.estimate') : ''}</p>
              {data.rows.length ? <RevenueChart by={data.by} rows={data.rows} /> : null}
              <RevenueTable by={data.by} rows={data.rows} total={data.total} />
            </Card>
            <div className="report-pair">
              <Card title={t('revenue.unbilled')}><UnbilledTable rows={data.unbilled} /></Card>
              <Card title={t('revenue.forecast')}><RevenueForecast forecast={data.forecast} /></Card>
            </div>
          </>
        )}
      </QueryView>
    </>
  );
}
