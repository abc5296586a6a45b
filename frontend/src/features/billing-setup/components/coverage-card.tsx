/** The patient's insurance by rank and time: adding, ending, and noting that the payer was asked. */
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
import { dayInZone } from '@/lib/time';
import { RELATIONSHIPS, useCoverage, useEndCoverage, useVerifyCoverage, type Coverage } from '../api/coverage';
import { CoverageDialog } from './coverage-dialog';
import { AskDialog } from './reason-dialog';

type Asked = { act: 'add' } | { act: 'end' | 'verify'; row: Coverage } | null;

export function CoverageCard({ patientId, zone }: { patientId: string; zone: string }) {
  const { t } = useTranslation();
  const query = useCoverage(patientId);
  const mayWrite = useCan('billing.write');
  const [asked, setAsked] = useState<Asked>(null);
  const close = () => setAsked(null);
  const today = dayInZone(new Date(), zone);
  const state = (row: Coverage) => {
    if (row.valid_to && row.valid_to <= today) return <Tag>{t('coverage.ended')}</Tag>;
    if (row.valid_from > today) return <Tag>{t('coverage.later')}</Tag>;
    return <Tag tone="good">{t('coverage.inForce')}</Tag>;
  };
  const self = (row: Coverage) => RELATIONSHIPS.find((one) => one === row.relationship) ?? '18';
  return (
    <Card title={t('coverage.title')} action={mayWrite ? <Button size="small" icon={<Plus size={14} aria-hidden="true" />} onPress={() => setAsked({ act: 'add' })}>{t('coverage.add')}</Button> : null}>
      <QueryView query={query} isEmpty={(data) => data.results.length === 0} empty={<p className="muted">{t('coverage.none')}</p>}>
        {(data) => (
          <Table
            caption={t('coverage.title')} rows={data.results} rowKey={(row) => row.id} dense
            columns={[
              { key: 'rank', header: t('coverage.rank'), cell: (row) => row.rank ?? 1 },
              { key: 'payer', header: t('billingSetup.payer'), isRowHeader: true, cell: (row) => [row.payer_name, row.plan_name].filter(Boolean).join(' · ') },
              { key: 'member', header: t('coverage.memberId'), cell: (row) => <><span className="mono">{row.member_id}</span>{row.group_number ? <><br /><span className="small muted">{t('coverage.group')} {row.group_number}</span></> : null}</> },
              { key: 'relationship', header: t('coverage.relationship'), cell: (row) => t(`coverage.relationships.${self(row)}`) },
              { key: 'days', header: t('coverage.days'), cell: (row) => <><Day date={row.valid_from} /> – {row.valid_to ? <>{t('coverage.before')} <Day date={row.valid_to} /></> : '…'} {state(row)}</> },
              { key: 'verified', header: t('coverage.verified'), cell: (row) => (row.verified_on ? <Day date={row.verified_on} /> : <Tag tone="warning">{t('common.never')}</Tag>) },
              {
                key: 'acts', header: t('common.actions'), cell: (row) => (mayWrite && !(row.valid_to && row.valid_to <= today) ? (
                  <span className="setup-acts">
                    <Button size="small" aria-label={t('coverage.verifyOne', { payer: row.payer_name })} onPress={() => setAsked({ act: 'verify', row })}>{t('coverage.verify')}</Button>
                    <Button size="small" kind="quiet" aria-label={t('coverage.endOne', { payer: row.payer_name })} onPress={() => setAsked({ act: 'end', row })}>{t('coverage.end')}</Button>
                  </span>
                ) : null),
              },
            ]}
          />
        )}
      </QueryView>
      {asked?.act === 'add' ? <CoverageDialog patientId={patientId} today={today} onClose={close} /> : null}
      {asked?.act === 'end' ? <EndDialog patientId={patientId} row={asked.row} today={today} onClose={close} /> : null}
      {asked?.act === 'verify' ? <VerifyDialog patientId={patientId} row={asked.row} today={today} onClose={close} /> : null}
    </Card>
  );
}

interface RowProps {
  patientId: string;
  row: Coverage;
  today: string;
  onClose: () => void;
}

function EndDialog({ patientId, row, today, onClose }: RowProps) {
  const { t } = useTranslation();
  const act = useEndCoverage(patientId, row.id);
  return <AskDialog title={t('coverage.endOne', { payer: row.payer_name })} lead={t('coverage.endLead')} label={t('coverage.endsOn')} type="date" field="ends_on" initial={today} act={act} onClose={onClose} />;
}

function VerifyDialog({ patientId, row, today, onClose }: RowProps) {
  const { t } = useTranslation();
  const act = useVerifyCoverage(patientId, row.id);
  return <AskDialog title={t('coverage.verifyOne', { payer: row.payer_name })} lead={t('coverage.verifyLead')} label={t('coverage.verifiedOn')} type="date" field="on" initial={today} act={act} onClose={onClose} />;
}
