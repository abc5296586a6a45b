/** One delivery: why it was set aside, which measurements wait, what was sent, and the way to set it right. */
import { RotateCcw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCan, usePracticeZone } from '@/api/session/context';
import { Tag } from '@/components/ui/badges';
import { Button } from '@/components/ui/button';
import { Card, Facts } from '@/components/ui/card';
import { Problem } from '@/components/ui/problem';
import { Table, type Column } from '@/components/ui/table';
import { Instant } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { gatewayName } from '@/lib/gateways';
import { useReplay, type DeliveryDetail as Detail, type HeldMeasurement } from '../api/deliveries';
import { ResolveCard } from './resolve-card';
import { useReasonWord } from './use-reason-word';
import './deliveries.css';

export function DeliveryDetail({ delivery }: { delivery: Detail }) {
  const { t } = useTranslation();
  const zone = usePracticeZone();
  const mayResolve = useCan('delivery.resolve');
  const replay = useReplay(delivery.id);
  const reasonWord = useReasonWord();
  return (
    <div className="stack">
      <Card>
        <Facts items={[
          [t('quarantine.state'), <Tag key="s" tone={delivery.status === 'processed' ? 'good' : 'warning'}>{t(`quarantine.status.${delivery.status}`)}</Tag>],
          [t('quarantine.received'), <Instant key="r" at={delivery.received_at} zone={zone} style="full" />], [t('quarantine.gateway'), `${gatewayName(delivery.gateway)} · ${delivery.connection}`],
          [t('quarantine.reason'), reasonWord(delivery.reason)], [t('quarantine.serial'), <span key="d" className="mono">{delivery.device_serial ?? '—'}</span>],
          [t('quarantine.attempts'), delivery.attempts], [t('quarantine.readings'), delivery.readings], [t('quarantine.waiting'), delivery.open_held],
        ]} />
        {mayResolve ? (
          <>
            <Problem error={replay.error} />
            <div><Button icon={<RotateCcw size={16} aria-hidden="true" />} busy={replay.isPending} onPress={() => replay.mutate(undefined, { onSuccess: () => toast.success(t('quarantine.replayed')) })}>{t('quarantine.replay')}</Button></div>
          </>
        ) : null}
      </Card>
      {delivery.held_measurements.length > 0 ? <HeldTable rows={delivery.held_measurements} zone={zone} /> : null}
      {mayResolve && delivery.open_held > 0 ? <ResolveCard delivery={delivery} /> : null}
      <Card title={t('quarantine.body')}>{delivery.body ? <pre className="raw">{pretty(delivery.body)}</pre> : <p className="muted">{t('quarantine.bodyGone')}</p>}</Card>
      {delivery.traceback ? <Card title={t('quarantine.traceback')}><pre className="raw">{delivery.traceback}</pre></Card> : null}
    </div>
  );
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

function HeldTable({ rows, zone }: { rows: HeldMeasurement[]; zone: string }) {
  const { t, i18n } = useTranslation();
  const reasonWord = useReasonWord();
  const kind = (name: string) => (i18n.exists(`kind.${name}`) ? t(`kind.${name}` as 'kind.weight') : name);
  const columns: Column<HeldMeasurement>[] = [
    { key: 'kind', header: t('quarantine.what'), isRowHeader: true, cell: (row) => kind(row.kind) },
    { key: 'at', header: t('vitals.measuredAt'), cell: (row) => <Instant at={row.measured_at} zone={zone} /> },
    { key: 'device', header: t('quarantine.serial'), cell: (row) => <span className="mono">{row.device_ref ? `${row.device_ref.system} ${row.device_ref.value}` : '—'}</span> },
    { key: 'reason', header: t('quarantine.reason'), cell: (row) => reasonWord(row.reason) },
    { key: 'state', header: t('quarantine.state'), cell: (row) => row.resolution || row.state },
  ];
  return <Card title={t('quarantine.heldTitle')} flush><Table dense caption={t('quarantine.heldTitle')} columns={columns} rows={rows} rowKey={(row) => row.id} /></Card>;
}
