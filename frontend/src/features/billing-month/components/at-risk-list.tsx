/** Patients whose running period or month is lost unless somebody acts; one press asks for a call. */
import { PhoneOutgoing } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCan } from '@/api/session/context';
import { Tag } from '@/components/ui/badges';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Pager } from '@/components/ui/pager';
import { Segments } from '@/components/ui/segments';
import { EmptyState, QueryView } from '@/components/ui/states';
import { Table, type Column } from '@/components/ui/table';
import { Day } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { paths } from '@/config/paths';
import { useMoney } from '@/lib/use-money';
import { useAtRisk, useOutreach, type Risk } from '../api/month';

const KINDS = ['all', 'supply', 'time'] as const;
const PAGE_SIZE = 20;

export function AtRiskList() {
  const { t } = useTranslation();
  const { money } = useMoney();
  const mayAsk = useCan('billing.write');
  const [kind, setKind] = useState<(typeof KINDS)[number]>('all');
  const [page, setPage] = useState(1);
  const query = useAtRisk(kind, page);
  const outreach = useOutreach();
  const ask = (row: Risk) => outreach.mutate({ patientId: row.patient_id, kind: row.kind }, { onSuccess: () => toast.success(t('atRisk.asked')), onError: () => toast.error(t('atRisk.notAsked')) });
  const columns: Column<Risk>[] = [
    { key: 'patient', header: t('atRisk.patient'), isRowHeader: true, cell: (row) => <Link to={paths.patient(row.patient_id, 'billing')}>{row.patient_name}</Link> },
    { key: 'code', header: t('atRisk.code'), cell: (row) => row.cpt_code },
    { key: 'text', header: t('atRisk.missing'), wide: true, cell: (row) => row.text },
    { key: 'by', header: t('atRisk.actBy'), cell: (row) => <Day date={row.act_by} /> },
    { key: 'last', header: t('atRisk.last'), cell: (row) => <Day date={row.last_day} /> },
    { key: 'amount', header: t('atRisk.amount'), align: 'end', cell: (row) => (row.amount === null ? '—' : <span className="digits">{money(row.amount)}</span>) },
    {
      key: 'act', header: t('atRisk.act'), cell: (row) => (row.outreach_id ? <Tag tone="good">{t('atRisk.open')}</Tag> : mayAsk ? (
        <Button size="small" icon={<PhoneOutgoing size={14} aria-hidden="true" />} busy={outreach.isPending && outreach.variables.patientId === row.patient_id} onPress={() => ask(row)}>{t('atRisk.ask')}</Button>
      ) : null),
    },
  ];
  return (
    <Card flush>
      <div className="toolbar toolbar-inset">
        <Segments label={t('atRisk.kind')} value={kind} onChange={(value) => { setKind(value); setPage(1); }} options={KINDS.map((value) => ({ value, label: t(`atRisk.kinds.${value}`) }))} />
      </div>
      <QueryView query={query} isEmpty={(data) => data.count === 0} empty={<EmptyState title={t('atRisk.noneTitle')}>{t('atRisk.noneText')}</EmptyState>}>
        {(data) => (
          <>
            <Table caption={t('billing.tabs.at-risk')} columns={columns} rows={data.results} rowKey={(row) => `${row.patient_id}-${row.kind}-${row.period_start}`} />
            <Pager page={page} pageSize={PAGE_SIZE} count={data.count} onChange={setPage} />
          </>
        )}
      </QueryView>
    </Card>
  );
}
