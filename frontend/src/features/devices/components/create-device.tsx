/** Adding a device to the inventory. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { Problem } from '@/components/ui/problem';
import { SelectInput } from '@/components/ui/select';
import { QueryView } from '@/components/ui/states';
import { toast } from '@/components/ui/toast';
import { modelName } from './model-name';
import { useCreateDevice, useDeviceModels, type DeviceModel } from '../api/devices';

export function CreateDeviceDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const models = useDeviceModels();
  return (
    <Dialog title={t('inventory.new')} isOpen onClose={onClose} width="narrow">
      <QueryView query={models}>{(data) => <CreateForm models={data.results} onClose={onClose} />}</QueryView>
    </Dialog>
  );
}

function CreateForm({ models, onClose }: { models: DeviceModel[]; onClose: () => void }) {
  const { t } = useTranslation();
  const create = useCreateDevice();
  const [modelId, setModelId] = useState<string | null>(models[0]?.id ?? null);
  const [serial, setSerial] = useState('');
  const [imei, setImei] = useState('');
  const fields = create.isError ? toApiError(create.error).fields : {};
  const submit = () => {
    if (modelId === null) return;
    create.mutate({ model_id: modelId, serial: serial.trim(), ...(imei.trim() ? { hub_imei: imei.trim() } : {}) }, { onSuccess: () => { toast.success(t('inventory.created')); onClose(); } });
  };
  return (
    <Form className="stack" onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <Problem error={create.error} />
      <SelectInput label={t('inventory.model')} value={modelId} onChange={setModelId} errors={fields.model_id} options={models.map((model) => ({ value: model.id, label: modelName(model) }))} isRequired />
      <TextInput label={t('inventory.serial')} value={serial} onChange={setSerial} errors={fields.serial} isRequired autoComplete="off" />
      <TextInput label={t('inventory.imei')} value={imei} onChange={setImei} errors={fields.hub_imei} inputMode="numeric" autoComplete="off" />
      <DialogActions>
        <Button onPress={onClose}>{t('common.cancel')}</Button>
        <Button type="submit" kind="primary" busy={create.isPending}>{t('inventory.create')}</Button>
      </DialogActions>
    </Form>
  );
}
