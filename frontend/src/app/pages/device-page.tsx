/** One device. */
import { useParams } from 'react-router';
import { Page } from '@/components/layouts/page';
import { QueryView } from '@/components/ui/states';
import { DeviceDetail, modelName, useDevice } from '@/features/devices';
import { Guard } from '../guard';

function DeviceScreen({ deviceId }: { deviceId: string }) {
  const query = useDevice(deviceId);
  return <QueryView query={query}>{(device) => <Page title={`${modelName(device.model)} · ${device.serial}`}><DeviceDetail device={device} /></Page>}</QueryView>;
}

export function Component() {
  const { deviceId = '' } = useParams();
  return <Guard permission="device.read"><DeviceScreen key={deviceId} deviceId={deviceId} /></Guard>;
}
