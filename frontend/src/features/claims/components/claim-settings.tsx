/** Who sends claims to whom: what a file needs before it can be addressed. */
import { Settings2 } from 'lucide-react';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextInput } from '@/components/ui/fields';
import { Problem } from '@/components/ui/problem';
import { SelectInput } from '@/components/ui/select';
import { QueryView } from '@/components/ui/states';
import { toast } from '@/components/ui/toast';
import { useClaimSettings, useSaveClaimSettings, type ClaimSettings } from '../api/settings';

const FIELDS = ['sender_id', 'submitter_name', 'submitter_id', 'contact_name', 'contact_phone', 'receiver_id', 'receiver_name', 'place_of_service'] as const;

export function ClaimSettingsButton() {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  return (
    <>
      <Button icon={<Settings2 size={16} aria-hidden="true" />} onPress={() => setIsOpen(true)}>{t('claimSettings.open')}</Button>
      {isOpen ? <Dialog title={t('claimSettings.title')} isOpen onClose={close}><SettingsView onClose={close} /></Dialog> : null}
    </>
  );
}

function SettingsView({ onClose }: { onClose: () => void }) {
  const query = useClaimSettings();
  return <QueryView query={query}>{(stored) => <SettingsForm stored={stored} onClose={onClose} />}</QueryView>;
}

function SettingsForm({ stored, onClose }: { stored: ClaimSettings; onClose: () => void }) {
  const { t } = useTranslation();
  const [changes, setChanges] = useState<ClaimSettings>({});
  const save = useSaveClaimSettings();
  const errors = save.error ? toApiError(save.error).fields : {};
  const submit = () => save.mutate(changes, { onSuccess: () => { toast.success(t('common.saved')); onClose(); } });
  return (
    <Form className="stack" validationErrors={errors} onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <p className="small muted">{t('claimSettings.lead')}</p>
      <Problem error={save.error} />
      {FIELDS.map((name) => (
        <TextInput key={name} name={name} label={t(`claimSettings.fields.${name}`)} value={changes[name] ?? stored[name] ?? ''} onChange={(value) => setChanges((before) => ({ ...before, [name]: value }))} />
      ))}
      <SelectInput label={t('batches.usage')} value={changes.usage ?? stored.usage ?? 'T'} onChange={(usage) => setChanges((before) => ({ ...before, usage }))} options={[{ value: 'T' as const, label: t('batches.test') }, { value: 'P' as const, label: t('batches.production') }]} />
      <DialogActions>
        <Button onPress={onClose}>{t('common.cancel')}</Button>
        <Button type="submit" kind="primary" busy={save.isPending}>{t('common.save')}</Button>
      </DialogActions>
    </Form>
  );
}
