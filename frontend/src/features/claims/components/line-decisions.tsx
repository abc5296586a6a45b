/** Everything a payer said of one line, newest first, each adjustment in plain words. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { usePracticeZone } from '@/api/session/context';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Problem } from '@/components/ui/problem';
import { saveBlob } from '@/components/ui/save-file';
import { Table } from '@/components/ui/table';
import { Day, Instant } from '@/components/ui/time';
import { paths } from '@/config/paths';
import type { ClaimLine } from '../api/claims';
import { useAppealFile, useEvidenceSignature, type Appeal, type LineDecided } from '../api/remittances';
import { AdjustmentList, RemarkList } from './adjustment-list';
import { Amount } from './amount';
import { OutcomeTag } from './claim-status';

export function LineDecisions({ line, decided }: { line: ClaimLine; decided: LineDecided | undefined }) {
  const { t } = useTranslation();
  const title = t('claims.decisionsOf', { code: line.cpt_code });
  if (!decided) return null;
  return (
    <Card title={title} flush>
      <Table
        caption={title} rows={decided.results} rowKey={(row) => row.id} dense
        columns={[
          { key: 'on', header: t('remittances.paidOn'), isRowHeader: true, cell: (row) => <Link to={paths.billing(`remittances/${row.remittance_id}`)}><Day date={row.decided_on} /></Link> },
          { key: 'outcome', header: t('claims.decision'), cell: (row) => <OutcomeTag outcome={row.outcome} /> },
          { key: 'charge', header: t('claims.charge'), align: 'end', cell: (row) => <Amount of={row.charge} /> },
          { key: 'adjustments', header: t('remittances.adjustments'), cell: (row) => <><AdjustmentList rows={row.adjustments} /><RemarkList rows={row.remarks} /></> },
          { key: 'paid', header: t('claims.paid'), align: 'end', cell: (row) => <Amount of={row.paid} /> },
        ]}
      />
      {decided.appeals.length ? <Appeals rows={decided.appeals} /> : null}
    </Card>
  );
}

function Appeals({ rows }: { rows: Appeal[] }) {
  const { t } = useTranslation();
  const zone = usePracticeZone();
  const file = useAppealFile();
  const signature = useEvidenceSignature();
  return (
    <div className="toolbar-inset stack-sm">
      <Problem error={file.error ?? signature.error} />
      {rows.map((row) => {
        const packet = row.packet_id;
        return (
          <p key={row.id}>
            {t('appeal.sentOn')} <Instant at={row.sent_at} zone={zone} />{row.sent_by ? ` · ${row.sent_by}` : ''}{' '}
            {row.file_digest ? <Button size="small" busy={file.isPending} onPress={() => file.mutate(row.id, { onSuccess: (blob) => saveBlob(`appeal-${row.id}.pdf`, blob) })}>{t('appeal.file')}</Button> : null}{' '}
            {packet ? <Button size="small" busy={signature.isPending} onPress={() => signature.mutate(packet, { onSuccess: (blob) => saveBlob(`packet-${packet}.signature.json`, blob) })}>{t('appeal.signature')}</Button> : null}
          </p>
        );
      })}
    </div>
  );
}
