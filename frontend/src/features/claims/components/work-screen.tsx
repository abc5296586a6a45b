/** Work items: denials first, then corrections, calls and reviews; each with what to do and until when. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { Tag } from '@/components/ui/badges';
import { Card } from '@/components/ui/card';
import { Pager } from '@/components/ui/pager';
import { Segments } from '@/components/ui/segments';
import { EmptyState, QueryView } from '@/components/ui/states';
import { Table, type Column } from '@/components/ui/table';
import { Day } from '@/components/ui/time';
import { paths } from '@/config/paths';
import { PAGE_SIZE, useWork, WORK_KINDS, type Work, type WorkState } from '../api/work';
import './claims.css';

const STATES = ['open', 'done'] as const satisfies WorkState[];

export function WorkScreen() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const [page, setPage] = useState(1);
  const kind = WORK_KINDS.find((one) => one === search.get('kind'));
  const state = STATES.find((one) => one === search.get('state')) ?? 'open';
  const query = useWork({ state, ...(kind ? { kind } : {}) }, page);
  const change = (name: string, value: string) => {
    setSearch((before) => { before.set(name, value); return before; }, { replace: true });
    setPage(1);
  };
  const columns: Column<Work>[] = [
    { key: 'text', header: t('work.what'), isRowHeader: true, cell: (row) => <span className="work-text"><Link to={paths.billing(`work/${row.id}`)}>{row.text}</Link>{row.next_step ? <span className="small muted">{t('work.next')}: {row.next_step}</span> : null}</span> },
    { key: 'kind', header: t('work.kind'), cell: (row) => <Tag tone={row.kind === 'denial' ? 'warning' : 'plain'}>{t(`work.kinds.${row.kind}`)}</Tag> },
    { key: 'patient', header: t('claims.patient'), cell: (row) => (row.patient_id ? <Link to={paths.patient(row.patient_id, 'billing')}>{row.patient_name}</Link> : '—') },
    { key: 'due', header: t('work.due'), cell: (row) => <Day date={row.due_on} /> },
    { key: 'who', header: t('work.assigned'), cell: (row) => row.assigned ?? t('work.nobody') },
  ];
  return (
    <div className="stack">
      <div className="toolbar">
        <Segments label={t('work.kind')} value={kind ?? 'all'} onChange={(value) => change('kind', value)} options={[{ value: 'all', label: t('common.all') }, ...WORK_KINDS.map((value) => ({ value, label: t(`work.kinds.${value}`) }))]} />
        <Segments label={t('common.status')} value={state} onChange={(value) => change('state', value)} options={STATES.map((value) => ({ value, label: t(`work.states.${value}`) }))} />
      </div>
      <Card title={t('work.title')} flush>
        <QueryView query={query} isEmpty={(data) => data.count === 0} empty={<EmptyState title={t('work.noneTitle')}>{t('work.noneText')}</EmptyState>}>
          {(data) => (
            <>
              <Table caption={t('work.title')} columns={columns} rows={data.results} rowKey={(row) => row.id} />
              <Pager page={page} pageSize={PAGE_SIZE} count={data.count} onChange={setPage} />
            </>
          )}
        </QueryView>
      </Card>
    </div>
  );
}
