/** Fee schedules and edits as files: which are loaded, for which days, compared with their source or not. */
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan, useSession } from '@/api/session/context';
import { Tag } from '@/components/ui/badges';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Problem } from '@/components/ui/problem';
import { QueryView } from '@/components/ui/states';
import { Table } from '@/components/ui/table';
import { Day, Instant } from '@/components/ui/time';
import { useLocale } from '@/lib/use-locale';
import { FEE_KINDS, useConfirmFeeFile, useFeeFiles, usePayers, useWithdrawFeeFile, type FeeFile } from '../api/setup';
import { FeeFileForm } from './fee-file-form';
import { AskDialog } from './reason-dialog';

export function FeeFilesCard() {
  const { t } = useTranslation();
  const query = useFeeFiles();
  const mayWrite = useCan('billing.write');
  const confirm = useConfirmFeeFile();
  const [withdrawing, setWithdrawing] = useState<FeeFile | null>(null);
  return (
    <Card title={t('feeFiles.title')}>
      <p className="small muted">{t('feeFiles.lead')}</p>
      {mayWrite ? <FeeFileForm /> : null}
      <Problem error={confirm.error} />
      <QueryView query={query} isEmpty={(data) => data.results.length === 0} empty={<p className="muted">{t('feeFiles.none')}</p>}>
        {(data) => (
          <FileTable
            files={data.results}
            acts={(file) => (mayWrite && file.withdrawn_at === null ? (
              <span className="setup-acts">
                {file.confirmed_at === null ? <Button size="small" aria-label={t('feeFiles.confirmOne', { name: file.name })} busy={confirm.isPending && confirm.variables === file.id} onPress={() => confirm.mutate(file.id)}>{t('feeFiles.confirm')}</Button> : null}
                <Button size="small" kind="quiet" aria-label={t('feeFiles.withdrawOne', { name: file.name })} onPress={() => setWithdrawing(file)}>{t('feeFiles.withdraw')}</Button>
              </span>
            ) : null)}
          />
        )}
      </QueryView>
      {withdrawing ? <WithdrawDialog file={withdrawing} onClose={() => setWithdrawing(null)} /> : null}
    </Card>
  );
}

function FileTable({ files, acts }: { files: FeeFile[]; acts: (file: FeeFile) => ReactNode }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const { number } = useLocale();
  const payers = usePayers();
  const kindOf = (file: FeeFile) => {
    const known = FEE_KINDS.find((kind) => kind === file.kind);
    const payer = payers.data?.results.find((one) => one.id === file.payer_id);
    return [known ? t(`feeFiles.kinds.${known}`) : file.kind, payer?.name, file.apm ? t('feeFiles.apmShort') : null].filter(Boolean).join(' · ');
  };
  const state = (file: FeeFile) => {
    if (file.withdrawn_at) return <Tag>{t('feeFiles.withdrawn')}</Tag>;
    return file.confirmed_at ? <Tag tone="good">{t('feeFiles.confirmed')}</Tag> : <Tag tone="warning">{t('feeFiles.unconfirmed')}</Tag>;
  };
  return (
    <Table
      caption={t('feeFiles.title')} rows={files} rowKey={(row) => row.id} dense
      columns={[
        { key: 'name', header: t('feeFiles.file'), isRowHeader: true, cell: (row) => <>{row.name}<br /><span className="mono small" title={row.digest}>{row.digest.slice(0, 12)}</span></> },
        { key: 'kind', header: t('billingSetup.kind'), cell: kindOf },
        { key: 'days', header: t('feeFiles.holds'), cell: (row) => <><Day date={row.valid_from} /> – {row.valid_to ? <Day date={row.valid_to} /> : '…'}</> },
        { key: 'rows', header: t('feeFiles.rows'), align: 'end', cell: (row) => number(row.row_count) },
        { key: 'factor', header: t('feeFiles.factor'), align: 'end', cell: (row) => (row.conversion_factor === null ? '—' : number(row.conversion_factor, 4)) },
        { key: 'loaded', header: t('feeFiles.loaded'), cell: (row) => <Instant at={row.loaded_at} zone={user.practice.timezone} /> },
        { key: 'state', header: t('common.status'), cell: state },
        { key: 'acts', header: t('common.actions'), cell: acts },
      ]}
    />
  );
}

function WithdrawDialog({ file, onClose }: { file: FeeFile; onClose: () => void }) {
  const { t } = useTranslation();
  const act = useWithdrawFeeFile(file.id);
  return <AskDialog title={t('feeFiles.withdrawOne', { name: file.name })} lead={t('feeFiles.withdrawLead')} label={t('common.reason')} field="reason" act={act} onClose={onClose} />;
}
