/** One file of claims: take it, say that it was sent, see what came back and the claims in it. */
import { Download, Send, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan, usePracticeZone } from '@/api/session/context';
import { BackLink } from '@/components/layouts/back-link';
import { Button } from '@/components/ui/button';
import { Card, Facts } from '@/components/ui/card';
import { Pager } from '@/components/ui/pager';
import { Problem } from '@/components/ui/problem';
import { saveBlob } from '@/components/ui/save-file';
import { QueryView } from '@/components/ui/states';
import { Instant } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { paths } from '@/config/paths';
import { useLocale } from '@/lib/use-locale';
import { useBatch, useBatchAct, useBatchFile, type Batch } from '../api/batches';
import { PAGE_SIZE, useClaims } from '../api/claims';
import { Acknowledgements } from './acknowledgements';
import { Amount } from './amount';
import { AnswerUpload } from './batch-list';
import { BatchStatusTag } from './claim-status';
import { ClaimTable } from './claim-table';
import './claims.css';

export function BatchScreen({ batchId }: { batchId: string }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const zone = usePracticeZone();
  const maySubmit = useCan('billing.submit');
  const query = useBatch(batchId);
  return (
    <div className="stack">
      <BackLink to={paths.billing('claims')} label={t('claims.back')} />
      <QueryView query={query}>
        {(batch) => (
          <>
            <Card title={batch.reference}>
              <Facts items={[
                [t('common.status'), <BatchStatusTag key="s" status={batch.status} />], [t('batches.made'), <Instant key="m" at={batch.created_at} zone={zone} />],
                [t('batches.sent'), <Instant key="t" at={batch.submitted_at} zone={zone} />], [t('batches.claims'), number(batch.claim_count)],
                [t('claims.total'), <Amount key="a" of={batch.total} />], [t('batches.control'), batch.control],
                [t('batches.usage'), t(batch.usage === 'P' ? 'batches.production' : 'batches.test')],
              ]} />
              {maySubmit ? <BatchActs batch={batch} /> : null}
            </Card>
            <Card title={t('batches.answers')} flush action={maySubmit ? <AnswerUpload /> : null}><Acknowledgements rows={batch.acknowledgements} /></Card>
            <BatchClaims batchId={batchId} />
          </>
        )}
      </QueryView>
    </div>
  );
}

function BatchActs({ batch }: { batch: Batch }) {
  const { t } = useTranslation();
  const file = useBatchFile(batch.id);
  const act = useBatchAct(batch.id);
  return (
    <>
      <p className="small muted">{t(batch.status === 'built' ? 'batches.notSent' : 'batches.wasSent')}</p>
      <div className="toolbar">
        <Button kind="primary" icon={<Download size={16} aria-hidden="true" />} busy={file.isPending} onPress={() => file.mutate(undefined, { onSuccess: (blob) => saveBlob(`${batch.reference}.837`, blob) })}>{t('batches.file')}</Button>
        {batch.status === 'built' ? (
          <>
            <Button icon={<Send size={16} aria-hidden="true" />} busy={act.isPending} onPress={() => act.mutate('submit', { onSuccess: () => toast.success(t('batches.marked')) })}>{t('batches.submit')}</Button>
            <Button kind="danger" icon={<Undo2 size={16} aria-hidden="true" />} busy={act.isPending} onPress={() => act.mutate('cancel', { onSuccess: () => toast.success(t('batches.cancelled')) })}>{t('batches.cancel')}</Button>
          </>
        ) : null}
      </div>
      <Problem error={file.error ?? act.error} />
    </>
  );
}

function BatchClaims({ batchId }: { batchId: string }) {
  const { t } = useTranslation();
  const [page, setPage] = useState(1);
  const query = useClaims({ batch_id: batchId }, page);
  return (
    <Card title={t('batches.inFile')} flush>
      <QueryView query={query} isEmpty={(data) => data.count === 0} empty={<p className="muted toolbar-inset">{t('batches.noClaims')}</p>}>
        {(data) => (
          <>
            <ClaimTable caption={t('batches.inFile')} claims={data.results} />
            <Pager page={page} pageSize={PAGE_SIZE} count={data.count} onChange={setPage} />
          </>
        )}
      </QueryView>
    </Card>
  );
}
