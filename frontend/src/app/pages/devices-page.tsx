/** The inventory of devices. */
import { useTranslation } from 'react-i18next';
import { Page } from '@/components/layouts/page';
import { DeviceList, DeviceListActions } from '@/features/devices';
import { Guard } from '../guard';

export function Component() {
  const { t } = useTranslation();
  return (
    <Guard permission="device.read">
      <Page title={t('inventory.title')} actions={<DeviceListActions />}><DeviceList /></Page>
    </Guard>
  );
}
