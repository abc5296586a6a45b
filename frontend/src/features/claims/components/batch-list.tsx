/** Files of claims, newest first, and the way in for a clearinghouse's answers. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCan, usePracticeZone } from '@/api/session/context';
import { Card } from '@/components/ui/card';
import { Pager } from '@/components/ui/pager';
import { EmptyState, QueryView } from '@/components/ui/states';
import { Table, type Column } from '@/components/ui/table';
import { Instant } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { paths } from '@/config/paths';
import { useLocale } from '@/lib/use-locale';
import { useBatches, useReadAcknowledgement, type Batch } from '../api/batches';
import { Amount } from './amount';
import { BatchStatusTag } from './claim-status';
import { Refusal } from './refusal';
import { UploadButton } from './upload-button';

export function BatchList() {
  const { t } = useTranslation();
  const { number } = useLocale();
  const zone = usePracticeZone();
  const [page, setPage] = useState(1);
  const query = useBatches(page);
  const columns: Column<Batch>[] = [
    { key: 'reference', header: t('batches.reference'), isRowHeader: true, cell: (row) => <Link to={paths.billing(`claims/batches/${row.id}`)}>{row.reference}</Link> },
    { key: 'status', header: t('common.status'), cell: (row) => <BatchStatusTag status={row.status} /> },
    { key: 'made', header: t('batches.made'), cell: (row) => <Instant at={row.created_at} zone={zone} /> },
    { key: 'sent', header: t('batches.sent'), cell: (row) => <Instant at={row.submitted_at} zone={zone} /> },
    { key: 'claims', header: t('batches.claims'), align: 'end', cell: (row) => number(row.claim_count) },
    { key: 'total', header: t('claims.total'), align: 'end', cell: (row) => <Amount of={row.total} /> },
  ];
  return (
    <Card title={t('batches.title')} flush action={useCan('billing.submit') ? <AnswerUpload /> : null}>
      <QueryView query={query} isEmpty={(data) => data.count === 0} empty={<EmptyState title={t('batches.noneTitle')}>{t('batches.noneText')}</EmptyState>}>
        {(data) => (
          <>
            <Table caption={t('batches.title')} columns={columns} rows={data.results} rowKey={(row) => row.id} dense />
            <Pager page={page} pageSize={10} count={data.count} onChange={setPage} />
          </>
        )}
      </QueryView>
    </Card>
  );
}

/** A 999 or 277CA; it says itself which batch it is about. */
export function AnswerUpload() {
  const { t } = useTranslation();
  const read = useReadAcknowledgement();
  const send = (file: File) => read.mutate(file, { onSuccess: ({ duplicate }) => toast.success(t(duplicate ? 'edi.readBefore' : 'edi.read')) });
  return (
    <div className="stack-sm">
      <UploadButton label={t('batches.upload')} isBusy={read.isPending} onFile={send} />
      {read.isError ? <Refusal error={read.error} /> : null}
    </div>
  );
}
