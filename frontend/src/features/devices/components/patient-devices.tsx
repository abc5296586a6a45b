/** The devices of a patient, present and past, and how they are doing. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCan } from '@/api/session/context';
import type { PatientDevice } from '@/api/types';
import { Card } from '@/components/ui/card';
import { EmptyState, QueryView } from '@/components/ui/states';
import { Table, type Column } from '@/components/ui/table';
import { Ago } from '@/components/ui/time';
import { paths } from '@/config/paths';
import { useLocale } from '@/lib/use-locale';
import { usePatientDevices } from '../api/patient-devices';
import { DeviceStatus } from './device-status';
import { Gauge } from './gauge';
import './devices.css';

export function PatientDevicesPanel({ patientId, zone }: { patientId: string; zone: string }) {
  const { t } = useTranslation();
  const { instant } = useLocale();
  const mayOpen = useCan('device.read');
  const query = usePatientDevices(patientId);
  const columns: Column<PatientDevice>[] = [
    {
      key: 'model', header: t('devices.model'), isRowHeader: true,
      cell: (row) => mayOpen ? <Link to={paths.device(row.device_id)}>{row.model}</Link> : row.model,
    },
    { key: 'serial', header: t('devices.serial'), cell: (row) => <span className="mono">{row.serial}</span> },
    { key: 'slot', header: t('devices.slot'), cell: (row) => row.slot },
    { key: 'status', header: t('common.status'), cell: (row) => <DeviceStatus status={row.status} /> },
    {
      key: 'assigned', header: t('devices.assigned'),
      cell: (row) => <>{instant(row.from, zone, 'date')} – {row.to ? instant(row.to, zone, 'date') : t('devices.current')}</>,
    },
    { key: 'battery', header: t('devices.battery'), cell: (row) => <Gauge label={t('devices.battery')} percent={row.battery_percent} /> },
    { key: 'signal', header: t('devices.signal'), cell: (row) => <Gauge label={t('devices.signal')} percent={row.signal_percent} /> },
    { key: 'seen', header: t('devices.lastSeen'), cell: (row) => <Ago at={row.last_seen_at} zone={zone} /> },
  ];
  return (
    <Card title={t('devices.title')} flush>
      <QueryView query={query} isEmpty={(data) => data.results.length === 0} empty={<EmptyState title={t('devices.noneTitle')}>{t('devices.noneText')}</EmptyState>}>
        {(data) => <Table caption={t('devices.title')} columns={columns} rows={data.results} rowKey={(row) => row.assignment_id} />}
      </QueryView>
    </Card>
  );
}
