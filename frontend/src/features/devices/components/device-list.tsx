/** The inventory: every device, where it is in its life and whose it is. */
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCan, usePracticeZone } from '@/api/session/context';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { SearchInput } from '@/components/ui/fields';
import { Pager } from '@/components/ui/pager';
import { SelectInput } from '@/components/ui/select';
import { EmptyState, QueryView } from '@/components/ui/states';
import { Table, type Column } from '@/components/ui/table';
import { Ago } from '@/components/ui/time';
import { paths } from '@/config/paths';
import { useDebounced } from '@/lib/use-debounced';
import { useDevices, type Device, type DeviceStatusName } from '../api/devices';
import { CreateDeviceDialog } from './create-device';
import { DeviceStatus } from './device-status';
import { Gauge } from './gauge';
import { modelName } from './model-name';
import './devices.css';

const STATUSES = ['ordered', 'shipped', 'delivered', 'connected', 'silent', 'swapped', 'returned', 'retired'] as const satisfies DeviceStatusName[];
type StatusChoice = 'all' | DeviceStatusName;

export function DeviceList() {
  const { t } = useTranslation();
  const zone = usePracticeZone();
  const [search, setSearch] = useState('');
  const [status, setStatus] = useState<StatusChoice>('all');
  const [page, setPage] = useState(1);
  const query = useDevices({ search: useDebounced(search.trim(), 250), status: status === 'all' ? null : status, page });
  const columns: Column<Device>[] = [
    { key: 'serial', header: t('inventory.serial'), isRowHeader: true, cell: (row) => <Link to={paths.device(row.id)} className="mono">{row.serial}</Link> },
    { key: 'model', header: t('inventory.model'), cell: (row) => modelName(row.model) },
    { key: 'status', header: t('inventory.status'), cell: (row) => <DeviceStatus status={row.status} /> },
    { key: 'patient', header: t('inventory.patient'), cell: (row) => <Holders device={row} /> },
    { key: 'battery', header: t('devices.battery'), cell: (row) => <Gauge label={t('devices.battery')} percent={row.battery_percent} /> },
    { key: 'signal', header: t('devices.signal'), cell: (row) => <Gauge label={t('devices.signal')} percent={row.signal_percent} /> },
    { key: 'seen', header: t('devices.lastSeen'), cell: (row) => <Ago at={row.last_seen_at} zone={zone} /> },
  ];
  return (
    <Card flush>
      <div className="toolbar toolbar-inset">
        <SearchInput label={t('inventory.search')} value={search} onChange={(next) => { setSearch(next); setPage(1); }} />
        <SelectInput label={t('inventory.status')} hideLabel value={status} onChange={(next) => { setStatus(next); setPage(1); }}
          options={[{ value: 'all' as const, label: t('inventory.all') }, ...STATUSES.map((value) => ({ value, label: t(`devices.status.${value}`) }))]} />
      </div>
      <QueryView query={query} isEmpty={(data) => data.results.length === 0} empty={<EmptyState title={t('inventory.noneTitle')}>{t('inventory.noneText')}</EmptyState>}>
        {(data) => (
          <>
            <Table caption={t('inventory.title')} columns={columns} rows={data.results} rowKey={(row) => row.id} />
            <Pager page={page} pageSize={20} count={data.count} onChange={setPage} />
          </>
        )}
      </QueryView>
    </Card>
  );
}

function Holders({ device }: { device: Device }) {
  const { t } = useTranslation();
  const now = device.assignments.filter((assignment) => assignment.to === null);
  if (now.length === 0) return <span className="muted">{t('inventory.free')}</span>;
  return <>{now.map((assignment) => <Link key={assignment.id} to={paths.patient(assignment.patient_id, 'devices')} className="holder">{assignment.patient_name}</Link>)}</>;
}

export function DeviceListActions() {
  const { t } = useTranslation();
  const mayWrite = useCan('device.write');
  const [creating, setCreating] = useState(false);
  if (!mayWrite) return null;
  return (
    <>
      <Button kind="primary" icon={<Plus size={16} aria-hidden="true" />} onPress={() => setCreating(true)}>{t('inventory.new')}</Button>
      {creating ? <CreateDeviceDialog onClose={() => setCreating(false)} /> : null}
    </>
  );
}
