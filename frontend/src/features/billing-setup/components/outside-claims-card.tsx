/** Monitoring another practice billed for this patient, and who told us; withdrawn with a reason, never deleted. */
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '@/api/session/context';
import { Tag } from '@/components/ui/badges';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { QueryView } from '@/components/ui/states';
import { Table } from '@/components/ui/table';
import { Day } from '@/components/ui/time';
import { useOutsideClaims, useWithdrawOutsideClaim, type OutsideClaim } from '../api/coverage';
import { OutsideClaimDialog } from './outside-claim-dialog';
import { AskDialog } from './reason-dialog';

type Asked = { act: 'add' } | { act: 'withdraw'; row: OutsideClaim } | null;

export function OutsideClaimsCard({ patientId }: { patientId: string }) {
  const { t } = useTranslation();
  const query = useOutsideClaims(patientId);
  const mayWrite = useCan('billing.write');
  const [asked, setAsked] = useState<Asked>(null);
  return (
    <Card title={t('outside.title')} action={mayWrite ? <Button size="small" icon={<Plus size={14} aria-hidden="true" />} onPress={() => setAsked({ act: 'add' })}>{t('outside.add')}</Button> : null}>
      <p className="small muted">{t('outside.lead')}</p>
      <QueryView query={query} isEmpty={(data) => data.results.length === 0} empty={<p className="muted">{t('outside.none')}</p>}>
        {(data) => (
          <Table
            caption={t('outside.title')} rows={data.results} rowKey={(row) => row.id} dense
            columns={[
              { key: 'code', header: t('rules.code'), isRowHeader: true, cell: (row) => `${row.cpt_code}${(row.units ?? 1) > 1 ? ` × ${row.units}` : ''}` },
              { key: 'period', header: t('outside.period'), cell: (row) => <><Day date={row.period_start} /> – <Day date={row.period_end} /></> },
              { key: 'service', header: t('outside.service'), cell: (row) => <Day date={row.service_date} /> },
              { key: 'source', header: t('outside.source'), cell: (row) => row.source },
              {
                key: 'acts', header: t('common.actions'), cell: (row) => {
                  if (row.withdrawn_at) return <Tag>{t('outside.withdrawn')}</Tag>;
                  return mayWrite ? <Button size="small" kind="quiet" aria-label={t('outside.withdrawOne', { code: row.cpt_code })} onPress={() => setAsked({ act: 'withdraw', row })}>{t('outside.withdraw')}</Button> : null;
                },
              },
            ]}
          />
        )}
      </QueryView>
      {asked?.act === 'add' ? <OutsideClaimDialog patientId={patientId} onClose={() => setAsked(null)} /> : null}
      {asked?.act === 'withdraw' ? <WithdrawDialog patientId={patientId} row={asked.row} onClose={() => setAsked(null)} /> : null}
    </Card>
  );
}

function WithdrawDialog({ patientId, row, onClose }: { patientId: string; row: OutsideClaim; onClose: () => void }) {
  const { t } = useTranslation();
  const act = useWithdrawOutsideClaim(patientId, row.id);
  return <AskDialog title={t('outside.withdrawOne', { code: row.cpt_code })} lead={t('outside.withdrawLead')} label={t('common.reason')} field="reason" act={act} onClose={onClose} />;
}
