/** One device. */
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { Page } from '@/components/layouts/page';
import { QueryView } from '@/components/ui/states';
import { DeviceDetail, modelName, useDevice, type StrayCorrection } from '@/features/devices';
import { CorrectionDialog } from '@/features/vitals';
import { Guard } from '../guard';

const correct = (asked: StrayCorrection) => <CorrectionDialog key={asked.readingId} {...asked} isStray />;

function DeviceScreen({ deviceId }: { deviceId: string }) {
  const { t } = useTranslation();
  const query = useDevice(deviceId);
  const title = query.data ? `${modelName(query.data.model)} · ${query.data.serial}` : t('inventory.title');
  return <Page title={title}><QueryView query={query}>{(device) => <DeviceDetail device={device} renderCorrection={correct} />}</QueryView></Page>;
}

export function Component() {
  const { deviceId = '' } = useParams();
  return <Guard permission="device.read"><DeviceScreen key={deviceId} deviceId={deviceId} /></Guard>;
}
