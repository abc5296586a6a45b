/** One device. */
import { useParams } from 'react-router';
import { Page } from '@/components/layouts/page';
import { QueryView } from '@/components/ui/states';
import { DeviceDetail, useDevice } from '@/features/devices';
import { Guard } from '../guard';

function DeviceScreen({ deviceId }: { deviceId: string }) {
  const query = useDevice(deviceId);
  return <QueryView query={query}>{(device) => <Page title={`${device.model.name} · ${device.serial}`}><DeviceDetail device={device} /></Page>}</QueryView>;
}

export function Component() {
  const { deviceId = '' } = useParams();
  return <Guard permission="device.read"><DeviceScreen key={deviceId} deviceId={deviceId} /></Guard>;
}
