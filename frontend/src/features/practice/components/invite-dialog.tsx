/** Inviting somebody: a link to choose a password is mailed, nobody else ever knows it. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import type { Role } from '@/api/types';
import type { Person } from '@/components/clinical/person-picker';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { Problem } from '@/components/ui/problem';
import { SelectInput } from '@/components/ui/select';
import { toast } from '@/components/ui/toast';
import { useInvite, type Invitation } from '../api/practice';
import { RecordPicker } from './record-picker';

export const ROLES: Role[] = ['nurse', 'provider', 'clinical_manager', 'ma', 'data_monitor', 'billing_manager', 'admin', 'patient'];

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const invite = useInvite();
  const [form, setForm] = useState<Invitation>({ email: '', first_name: '', last_name: '', role: 'nurse' });
  const [person, setPerson] = useState<Person | null>(null);
  const fields = invite.isError ? toApiError(invite.error).fields : {};
  return (
    <Dialog title={t('practice.invite')} isOpen onClose={onClose}>
      <Form className="stack" onSubmit={(event) => {
        event.preventDefault();
        invite.mutate({ ...form, ...(form.role === 'patient' && person ? { patient_id: person.id } : {}) }, { onSuccess: () => { toast.success(t('practice.inviteDone')); onClose(); } });
      }}>
        <p className="small muted">{t('practice.inviteLead')}</p>
        <Problem error={invite.error} />
        <TextInput label={t('common.email')} type="email" value={form.email} onChange={(email) => setForm({ ...form, email })} errors={fields.email} isRequired />
        <div className="grid-2">
          <TextInput label={t('account.firstName')} value={form.first_name} onChange={(first_name) => setForm({ ...form, first_name })} errors={fields.first_name} isRequired />
          <TextInput label={t('account.lastName')} value={form.last_name} onChange={(last_name) => setForm({ ...form, last_name })} errors={fields.last_name} isRequired />
        </div>
        <SelectInput label={t('common.role')} value={form.role} onChange={(role) => setForm({ ...form, role })} options={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))} />
        {form.role === 'patient' ? <RecordPicker value={person} onChange={setPerson} /> : null}
        <DialogActions>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" kind="primary" busy={invite.isPending}>{t('practice.inviteSend')}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
