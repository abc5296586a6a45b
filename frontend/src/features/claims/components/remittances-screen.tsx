/** Payments by 835: post one, or see why it was refused; the list of those posted. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useCan, usePracticeZone } from '@/api/session/context';
import { Tag } from '@/components/ui/badges';
import { Card } from '@/components/ui/card';
import { Pager } from '@/components/ui/pager';
import { EmptyState, QueryView } from '@/components/ui/states';
import { Table, type Column } from '@/components/ui/table';
import { Day, Instant } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { paths } from '@/config/paths';
import { useLocale } from '@/lib/use-locale';
import { usePostRemittance } from '../api/batches';
import { useRemittances, type Remittance } from '../api/remittances';
import { Amount } from './amount';
import { Refusal } from './refusal';
import { UploadButton } from './upload-button';
import './claims.css';

export function RemittancesScreen() {
  const { t } = useTranslation();
  const { number } = useLocale();
  const zone = usePracticeZone();
  const [page, setPage] = useState(1);
  const query = useRemittances(page);
  const columns: Column<Remittance>[] = [
    { key: 'trace', header: t('remittances.trace'), isRowHeader: true, cell: (row) => <Link to={paths.billing(`remittances/${row.id}`)}>{row.trace}</Link> },
    { key: 'payer', header: t('claims.payer'), cell: (row) => row.payer_name },
    { key: 'paid', header: t('remittances.paidOn'), cell: (row) => <Day date={row.paid_on} /> },
    { key: 'total', header: t('remittances.total'), align: 'end', cell: (row) => <Amount of={row.total} /> },
    { key: 'claims', header: t('batches.claims'), align: 'end', cell: (row) => number(row.claim_count) },
    { key: 'unmatched', header: t('remittances.unmatched'), align: 'end', cell: (row) => (row.unmatched ? <Tag tone="warning">{number(row.unmatched)}</Tag> : number(0)) },
    { key: 'posted', header: t('remittances.posted'), cell: (row) => <Instant at={row.posted_at} zone={zone} /> },
  ];
  return (
    <div className="stack">
      {useCan('billing.submit') ? <RemittanceUpload /> : null}
      <Card title={t('remittances.title')} flush>
        <QueryView query={query} isEmpty={(data) => data.count === 0} empty={<EmptyState title={t('remittances.noneTitle')}>{t('remittances.noneText')}</EmptyState>}>
          {(data) => (
            <>
              <Table caption={t('remittances.title')} columns={columns} rows={data.results} rowKey={(row) => row.id} dense />
              <Pager page={page} pageSize={25} count={data.count} onChange={setPage} />
            </>
          )}
        </QueryView>
      </Card>
    </div>
  );
}

function RemittanceUpload() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const post = usePostRemittance();
  const send = (file: File) =>
    post.mutate(file, {
      onSuccess: ({ duplicate, remittance_ids: ids }) => {
        toast.success(t(duplicate ? 'edi.postedBefore' : 'edi.posted'));
        const [only] = ids;
        if (only && ids.length === 1) void navigate(paths.billing(`remittances/${only}`));
      },
    });
  return (
    <>
      <div className="toolbar"><UploadButton label={t('remittances.upload')} isBusy={post.isPending} onFile={send} /><span className="small muted">{t('remittances.lead')}</span></div>
      {post.isError ? <Refusal error={post.error} /> : null}
    </>
  );
}
