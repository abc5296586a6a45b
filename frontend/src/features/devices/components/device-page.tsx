/** One device: its state, whose it is and was, every step of its life, and the acts on it. */
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCan, usePracticeZone } from '@/api/session/context';
import { Button } from '@/components/ui/button';
import { Card, Facts } from '@/components/ui/card';
import { EmptyState, QueryView } from '@/components/ui/states';
import { Table, type Column } from '@/components/ui/table';
import { Ago, Instant } from '@/components/ui/time';
import { paths } from '@/config/paths';
import { useDeviceHistory, type Assignment, type DeviceDetail as Detail } from '../api/devices';
import { DeviceActs } from './device-acts';
import { DeviceDialog, type DeviceDialogKind } from './device-dialogs';
import { DeviceStatus } from './device-status';
import { Gauge } from './gauge';
import { modelName } from './model-name';
import { StrayReadings, type StrayCorrection } from './stray-readings';
import './devices.css';

export function DeviceDetail({ device, renderCorrection }: { device: Detail; renderCorrection: (asked: StrayCorrection) => ReactNode }) {
  const { t } = useTranslation();
  const zone = usePracticeZone();
  const mayAssign = useCan('device.assign');
  const [asked, setAsked] = useState<DeviceDialogKind | null>(null);
  const isFree = device.assignments.filter((assignment) => assignment.to === null).length < device.slots;
  const columns: Column<Assignment>[] = [
    { key: 'patient', header: t('inventory.patient'), isRowHeader: true, cell: (row) => <Link to={paths.patient(row.patient_id, 'devices')}>{row.patient_name}</Link> },
    { key: 'slot', header: t('inventory.slot'), cell: (row) => row.slot },
    { key: 'from', header: t('common.from'), cell: (row) => <Instant at={row.from} zone={zone} /> },
    { key: 'to', header: t('common.to'), cell: (row) => row.to ? <Instant at={row.to} zone={zone} /> : t('devices.current') },
    {
      key: 'act', header: <span className="visually-hidden">{t('common.actions')}</span>, align: 'end',
      cell: (row) => row.to === null && mayAssign ? <Button size="small" onPress={() => setAsked({ kind: 'unassign', assignmentId: row.id, patientName: row.patient_name })}>{t('inventory.unassign')}</Button> : null,
    },
  ];
  return (
    <div className="stack">
      <StrayReadings deviceId={device.id} renderCorrection={renderCorrection} />
      <Card>
        <Facts items={[
          [t('inventory.status'), <DeviceStatus key="s" status={device.status} />], [t('inventory.model'), modelName(device.model)], [t('inventory.serial'), <span key="n" className="mono">{device.serial}</span>], [t('inventory.imei'), device.hub_imei ?? '—'],
          [t('devices.battery'), <Gauge key="b" label={t('devices.battery')} percent={device.battery_percent} />], [t('devices.signal'), <Gauge key="g" label={t('devices.signal')} percent={device.signal_percent} />], [t('devices.lastSeen'), <Ago key="l" at={device.last_seen_at} zone={zone} />],
        ]} />
        <DeviceActs device={device} />
      </Card>
      <Card title={t('inventory.assignments')} flush
        action={mayAssign ? (
          <div className="row">
            {isFree ? <Button size="small" kind="primary" onPress={() => setAsked({ kind: 'assign' })}>{t('inventory.assign')}</Button> : null}
            {device.assignments.some((assignment) => assignment.to === null) ? <Button size="small" onPress={() => setAsked({ kind: 'swap' })}>{t('inventory.swap')}</Button> : null}
          </div>
        ) : null}>
        <AssignmentTable deviceId={device.id} columns={columns} />
      </Card>
      <DeviceHistory deviceId={device.id} zone={zone} />
      {asked ? <DeviceDialog device={device} asked={asked} onClose={() => setAsked(null)} /> : null}
    </div>
  );
}

/** All who have or had it, newest first. */
function AssignmentTable({ deviceId, columns }: { deviceId: string; columns: Column<Assignment>[] }) {
  const { t } = useTranslation();
  const query = useDeviceHistory(deviceId);
  return (
    <QueryView query={query} isEmpty={(data) => data.assignments.length === 0} empty={<EmptyState title={t('inventory.free')} />}>
      {(data) => <Table caption={t('inventory.assignments')} columns={columns} rows={data.assignments} rowKey={(row) => row.id} />}
    </QueryView>
  );
}

function DeviceHistory({ deviceId, zone }: { deviceId: string; zone: string }) {
  const { t, i18n } = useTranslation();
  const query = useDeviceHistory(deviceId);
  const word = (action: string) => {
    const key = `devices.status.${action}`;
    return i18n.exists(key) ? t(key as 'devices.status.connected') : action.replaceAll(/[._]/g, ' ');
  };
  return (
    <Card title={t('inventory.history')}>
      <QueryView query={query} isEmpty={(data) => data.results.length === 0} empty={<p className="muted">{t('common.none')}</p>}>
        {(data) => (
          <ol className="steps">
            {data.results.map((step) => (
              <li key={step.id} className="step"><span className="step-what">{word(step.to_status && step.to_status !== step.from_status ? step.to_status : step.action)}</span> <span className="muted">{t('alerts.by', { name: step.actor_name ?? t('common.system') })}</span> <Instant at={step.at} zone={zone} /></li>
            ))}
          </ol>
        )}
      </QueryView>
    </Card>
  );
}
