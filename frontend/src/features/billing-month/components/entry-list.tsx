/** Entries by state, code and days; the filter stands in the address, so that every number of the month is a link. */
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { Tag } from '@/components/ui/badges';
import { Card } from '@/components/ui/card';
import { TextInput } from '@/components/ui/fields';
import { Pager } from '@/components/ui/pager';
import { SelectInput } from '@/components/ui/select';
import { EmptyState, QueryView } from '@/components/ui/states';
import { Table, type Column } from '@/components/ui/table';
import { Day } from '@/components/ui/time';
import { paths } from '@/config/paths';
import { useLocale } from '@/lib/use-locale';
import { useMoney } from '@/lib/use-money';
import { BUCKETS, useEntries, type Entry } from '../api/month';
import { toneOf } from './tone';

const PAGE_SIZE = 20;

export function EntryList() {
  const { t } = useTranslation();
  const { number } = useLocale();
  const { money } = useMoney();
  const [params, setParams] = useSearchParams();
  const page = Number(params.get('page') ?? '1') || 1;
  const bucket = BUCKETS.find((one) => one === params.get('bucket'));
  const text = (name: string) => params.get(name) ?? '';
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(params);
    if (value) next.set(name, value);
    else next.delete(name);
    if (name !== 'page') next.delete('page');
    setParams(next, { replace: true });
  };
  const query = useEntries({
    page, ...(bucket ? { bucket } : {}), ...(text('date_from') ? { date_from: text('date_from') } : {}), ...(text('date_to') ? { date_to: text('date_to') } : {}), ...(text('cpt_code').length === 5 ? { cpt_code: text('cpt_code') } : {}),
  });
  const columns: Column<Entry>[] = [
    { key: 'patient', header: t('entries.patient'), isRowHeader: true, cell: (row) => <Link to={paths.billing(`entries/${row.id}`)}>{row.patient_name}</Link> },
    { key: 'code', header: t('entries.code'), cell: (row) => `${row.cpt_code}${row.units > 1 ? ` × ${row.units}` : ''}` },
    { key: 'day', header: t('entries.day'), cell: (row) => <Day date={row.service_date} /> },
    { key: 'minutes', header: t('entries.minutes'), align: 'end', cell: (row) => (row.duration_minutes ? number(row.duration_minutes) : '—') },
    { key: 'payer', header: t('entries.payer'), cell: (row) => row.payer || '—' },
    { key: 'state', header: t('entries.state'), cell: (row) => <Tag tone={row.voided_at ? 'plain' : toneOf(row.bucket)}>{row.voided_at ? t('entries.voided') : t(`month.bucket.${row.bucket}`)}</Tag> },
    { key: 'amount', header: t('entries.amount'), align: 'end', cell: (row) => <span className="digits">{row.amount_is_estimate ? '~' : ''}{money(row.amount)}</span> },
  ];
  return (
    <Card flush>
      <div className="toolbar toolbar-inset">
        <SelectInput label={t('entries.state')} value={bucket ?? 'all'} onChange={(value) => set('bucket', value === 'all' ? '' : value)} options={[{ value: 'all', label: t('common.all') }, ...BUCKETS.map((value) => ({ value, label: t(`month.bucket.${value}`) }))]} />
        <TextInput label={t('entries.code')} value={text('cpt_code')} onChange={(value) => set('cpt_code', value)} maxLength={5} />
        <TextInput label={t('billing.from')} type="date" value={text('date_from')} onChange={(value) => set('date_from', value)} />
        <TextInput label={t('billing.to')} type="date" value={text('date_to')} onChange={(value) => set('date_to', value)} />
      </div>
      <QueryView query={query} isEmpty={(data) => data.count === 0} empty={<EmptyState title={t('entries.noneTitle')}>{t('entries.noneText')}</EmptyState>}>
        {(data) => (
          <>
            <Table caption={t('billing.tabs.entries')} columns={columns} rows={data.results} rowKey={(row) => row.id} />
            <Pager page={page} pageSize={PAGE_SIZE} count={data.count} onChange={(next) => set('page', String(next))} />
          </>
        )}
      </QueryView>
    </Card>
  );
}
