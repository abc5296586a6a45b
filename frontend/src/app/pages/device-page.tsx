/** One device. */
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { Page } from '@/components/layouts/page';
import { QueryView } from '@/components/ui/states';
import { DeviceDetail, modelName, useDevice } from '@/features/devices';
import { Guard } from '../guard';

function DeviceScreen({ deviceId }: { deviceId: string }) {
  const { t } = useTranslation();
  const query = useDevice(deviceId);
  const title = query.data ? `${modelName(query.data.model)} · ${query.data.serial}` : t('inventory.title');
  return <Page title={title}><QueryView query={query}>{(device) => <DeviceDetail device={device} />}</QueryView></Page>;
}

export function Component() {
  const { deviceId = '' } = useParams();
  return <Guard permission="device.read"><DeviceScreen key={deviceId} deviceId={deviceId} /></Guard>;
}
