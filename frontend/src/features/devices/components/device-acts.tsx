/** The steps of a device's life, as buttons. The server refuses a step that does not follow. */
import { useTranslation } from 'react-i18next';
import { useCan } from '@/api/session/context';
import { Button } from '@/components/ui/button';
import { Problem } from '@/components/ui/problem';
import { toast } from '@/components/ui/toast';
import { DEVICE_ACTS, useChangeDevice, type Device } from '../api/devices';

export function DeviceActs({ device }: { device: Device }) {
  const { t } = useTranslation();
  const mayWrite = useCan('device.write');
  const change = useChangeDevice(device.id);
  if (!mayWrite) return null;
  return (
    <>
      <Problem error={change.error} />
      <div className="row">
        {DEVICE_ACTS.map((act) => (
          <Button key={act} size="small" kind={act === 'retire' ? 'danger' : 'secondary'} busy={change.isPending && change.variables.act === act}
            onPress={() => change.mutate({ act }, { onSuccess: () => toast.success(t('inventory.done')) })}>
            {t(`inventory.acts.${act}`)}
          </Button>
        ))}
      </div>
    </>
  );
}
