/** One month: what is ready, blocked, sent, paid, denied and at risk, with money; every number is a list. Then the close. */
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { IconButton } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { QueryView } from '@/components/ui/states';
import { Table } from '@/components/ui/table';
import { paths } from '@/config/paths';
import { useLocale } from '@/lib/use-locale';
import { useMoney } from '@/lib/use-money';
import { useMonth, type Bucket, type MonthBody } from '../api/month';
import { MonthClose } from './month-close';
import { addMonths } from './months';
import './billing-month.css';

export function MonthView() {
  const [params, setParams] = useSearchParams();
  const query = useMonth(params.get('month') ?? undefined);
  return <QueryView query={query}>{(month) => <MonthScreen month={month} onMonth={(chosen) => setParams({ month: chosen })} />}</QueryView>;
}

function MonthScreen({ month, onMonth }: { month: MonthBody; onMonth: (month: string) => void }) {
  const { t } = useTranslation();
  const { locale, number } = useLocale();
  const { money } = useMoney();
  const name = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month.date_from}T00:00:00Z`));
  const codes = month.codes.filter((row) => row.entries > 0);
  return (
    <>
      <div className="month-head">
        <IconButton label={t('month.previous')} icon={<ChevronLeft size={18} aria-hidden="true" />} onPress={() => onMonth(addMonths(month.month, -1))} />
        <h2 className="month-name" aria-live="polite">{name}</h2>
        <IconButton label={t('month.next')} icon={<ChevronRight size={18} aria-hidden="true" />} onPress={() => onMonth(addMonths(month.month, 1))} />
        {month.is_closed ? <span className="tag tag-good">{t('month.closed')}</span> : month.is_running ? <span className="tag tag-strong">{t('month.running')}</span> : null}
      </div>
      <ul className="buckets" aria-label={t('month.buckets')}>{month.buckets.filter(isShown).map((bucket) => <BucketCard key={bucket.bucket} bucket={bucket} month={month} />)}</ul>
      <Card title={t('month.byCode')}>
        {codes.length === 0 ? <p className="muted">{t('month.noCodes')}</p> : (
          <Table
            caption={t('month.byCode')} rows={codes} rowKey={(row) => `${row.cpt_code}-${row.bucket}`} dense
            columns={[
              { key: 'code', header: t('month.code'), isRowHeader: true, cell: (row) => row.cpt_code },
              { key: 'bucket', header: t('month.state'), cell: (row) => <Link to={listOf(row.bucket, month, row.cpt_code)}>{t(`month.bucket.${row.bucket}`)}</Link> },
              { key: 'entries', header: t('month.lines'), align: 'end', cell: (row) => number(row.entries) },
              { key: 'units', header: t('month.units'), align: 'end', cell: (row) => number(row.units) },
              { key: 'amount', header: t('month.amount'), align: 'end', cell: (row) => <span className="digits">{money(row.amount)}</span> },
              { key: 'received', header: t('month.received'), align: 'end', cell: (row) => <span className="digits">{row.paid ? money(row.paid) : '—'}</span> },
            ]}
          />
        )}
      </Card>
      <MonthClose month={month} name={name} />
    </>
  );
}

/** Money of void lines is rare: its card stands only while there is any. */
const isShown = (bucket: Bucket) => bucket.bucket !== 'owed' || bucket.entries > 0;

/** The screen behind a number. */
function listOf(bucket: Bucket['bucket'], month: MonthBody, code?: string): string {
  if (bucket === 'at_risk') return paths.billing('at-risk');
  const query = new URLSearchParams({ bucket, date_from: month.date_from, date_to: month.date_to, ...(code ? { cpt_code: code } : {}) });
  return `${paths.billing('entries')}?${query.toString()}`;
}

function BucketCard({ bucket, month }: { bucket: Bucket; month: MonthBody }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const { money } = useMoney();
  return (
    <li className={`bucket bucket-${bucket.bucket}`}>
      <Link to={listOf(bucket.bucket, month)} className="bucket-link">
        <span className="bucket-name">{t(`month.bucket.${bucket.bucket}`)}</span>
        <span className="bucket-count digits">{number(bucket.entries)}</span>
        <span className="bucket-money digits">{money(bucket.bucket === 'owed' ? bucket.paid : bucket.amount)}</span>
        {bucket.bucket === 'paid' ? <span className="small muted">{t('month.receivedOf', { amount: money(bucket.paid) })}</span> : null}
      </Link>
    </li>
  );
}
