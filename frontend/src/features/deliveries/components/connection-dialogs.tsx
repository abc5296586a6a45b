/** Making a connection, a new key, or disabling one. A key is shown once and never again. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { Problem } from '@/components/ui/problem';
import { SelectInput } from '@/components/ui/select';
import { QueryView } from '@/components/ui/states';
import { toast } from '@/components/ui/toast';
import { gatewayName } from '@/lib/gateways';
import { useCreateConnection, useDisableConnection, useGateways, useRevokeKey, useRotateKey, type Connection, type GatewayName } from '../api/connections';

function SecretOnce({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTranslation();
  const copy = async () => {
    await navigator.clipboard.writeText(secret);
    toast.success(t('common.copied'));
  };
  return (
    <div className="stack">
      <p>{t('connections.secretText')}</p>
      <code className="secret">{secret}</code>
      <DialogActions>
        <Button onPress={() => void copy()}>{t('common.copy')}</Button>
        <Button kind="primary" onPress={onClose}>{t('connections.kept')}</Button>
      </DialogActions>
    </div>
  );
}

export function CreateConnectionDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const gateways = useGateways();
  const create = useCreateConnection();
  const [gateway, setGateway] = useState<GatewayName | null>(null);
  const [label, setLabel] = useState('');
  if (create.data) return <Dialog title={t('connections.secretTitle')} isOpen onClose={onClose} role="alertdialog"><SecretOnce secret={create.data.secret} onClose={onClose} /></Dialog>;
  return (
    <Dialog title={t('connections.add')} isOpen onClose={onClose} width="narrow">
      <QueryView query={gateways}>
        {(data) => {
          const chosen = gateway ?? data.results[0]?.name ?? null;
          return (
            <Form className="stack" onSubmit={(event) => { event.preventDefault(); if (chosen) create.mutate({ gateway: chosen, label: label.trim() }); }}>
              <Problem error={create.error} />
              <SelectInput label={t('connections.gateway')} value={chosen} onChange={setGateway} options={data.results.map((one) => ({ value: one.name, label: gatewayName(one.name) }))} />
              <TextInput label={t('connections.label')} value={label} onChange={setLabel} isRequired maxLength={100} />
              <DialogActions>
                <Button onPress={onClose}>{t('common.cancel')}</Button>
                <Button type="submit" kind="primary" busy={create.isPending}>{t('connections.add')}</Button>
              </DialogActions>
            </Form>
          );
        }}
      </QueryView>
    </Dialog>
  );
}

export function ConnectionActDialog({ connection, act, onClose }: { connection: Connection; act: 'rotate-key' | 'disable'; onClose: () => void }) {
  const { t } = useTranslation();
  const rotate = useRotateKey();
  const disable = useDisableConnection();
  const run = act === 'disable' ? disable : rotate;
  if (rotate.data) {
    return <Dialog title={t('connections.secretTitle')} isOpen onClose={onClose} role="alertdialog"><SecretOnce secret={rotate.data.secret} onClose={onClose} /></Dialog>;
  }
  const confirm = () => {
    if (act === 'disable') disable.mutate(connection.id, { onSuccess: () => { toast.success(t('common.saved')); onClose(); } });
    else rotate.mutate(connection.id);
  };
  return (
    <Dialog title={`${t(act === 'disable' ? 'connections.disable' : 'connections.rotate')}: ${connection.label}`} isOpen onClose={onClose} width="narrow">
      <p>{t(act === 'disable' ? 'connections.disableText' : 'connections.rotateText')}</p>
      <Problem error={run.error} />
      <DialogActions>
        <Button onPress={onClose}>{t('common.cancel')}</Button>
        <Button kind={act === 'disable' ? 'danger' : 'primary'} busy={run.isPending} onPress={confirm}>{t('common.confirm')}</Button>
      </DialogActions>
    </Dialog>
  );
}

/** Ends one of several keys: what is still signed with it is refused from then on. */
export function EndKeyDialog({ connection, keyId, onClose }: { connection: Connection; keyId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const revoke = useRevokeKey();
  return (
    <Dialog title={`${t('connections.endKey', { key: keyId })}: ${connection.label}`} isOpen onClose={onClose} width="narrow">
      <p>{t('connections.endKeyText')}</p>
      <Problem error={revoke.error} />
      <DialogActions>
        <Button onPress={onClose}>{t('common.cancel')}</Button>
        <Button kind="danger" busy={revoke.isPending} onPress={() => revoke.mutate({ id: connection.id, keyId }, { onSuccess: () => { toast.success(t('common.saved')); onClose(); } })}>
          {t('common.confirm')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
