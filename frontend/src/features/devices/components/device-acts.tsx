/** The steps of a device's life that the server allows now, as buttons. */
import { useTranslation } from 'react-i18next';
import { useCan } from '@/api/session/context';
import { Button } from '@/components/ui/button';
import { Problem } from '@/components/ui/problem';
import { toast } from '@/components/ui/toast';
import { useChangeDevice, type DeviceDetail } from '../api/devices';

export function DeviceActs({ device }: { device: DeviceDetail }) {
  const { t } = useTranslation();
  const mayWrite = useCan('device.write');
  const change = useChangeDevice(device.id);
  if (!mayWrite || device.allowed_actions.length === 0) return null;
  return (
    <>
      <Problem error={change.error} />
      <div className="row">
        {device.allowed_actions.map((act) => (
          <Button key={act} size="small" kind={act === 'retire' ? 'danger' : 'secondary'} busy={change.isPending && change.variables.act === act}
            onPress={() => change.mutate({ act }, { onSuccess: () => toast.success(t('inventory.done')) })}>
            {t(`inventory.acts.${act}`)}
          </Button>
        ))}
      </div>
    </>
  );
}
