/** Where a device is in its life. */
import { useTranslation } from 'react-i18next';
import { Tag } from '@/components/ui/badges';

export function DeviceStatus({ status }: { status: string }) {
  const { t, i18n } = useTranslation();
  const key = `devices.status.${status}`;
  const word = i18n.exists(key) ? t(key as 'devices.status.connected') : status;
  return <Tag tone={status === 'connected' ? 'good' : status === 'silent' ? 'warning' : 'plain'}>{word}</Tag>;
}
