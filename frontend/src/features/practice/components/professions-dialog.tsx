/** The professions of a member with their days: without one that holds, time is kept and does not count. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { usePracticeZone } from '@/api/session/context';
import type { Member } from '@/api/types';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { Problem } from '@/components/ui/problem';
import { SelectInput } from '@/components/ui/select';
import { toast } from '@/components/ui/toast';
import { dayInZone } from '@/lib/time';
import { PROFESSIONS, useAddCredential, type CredentialInput } from '../api/credentials';
import { ProfessionList } from './profession-list';

export function ProfessionsDialog({ member, name, onClose }: { member: Member; name: string; onClose: () => void }) {
  const { t } = useTranslation();
  const today = dayInZone(new Date(), usePracticeZone());
  return (
    <Dialog title={`${t('practice.acts.professions')}: ${name}`} isOpen onClose={onClose}>
      <p className="small muted">{t('practice.professionsLead')}</p>
      <ProfessionList member={member} today={today} />
      <AddProfession key={member.credentials.length} member={member} today={today} onClose={onClose} />
    </Dialog>
  );
}

function AddProfession({ member, today, onClose }: { member: Member; today: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [form, setForm] = useState<CredentialInput>({ profession: 'rn', npi: '', licence_number: '', licence_state: '', valid_from: today });
  const add = useAddCredential(member);
  const fields = add.isError ? toApiError(add.error).fields : {};
  const change = (part: Partial<CredentialInput>) => setForm({ ...form, ...part });
  return (
    <Form className="stack" onSubmit={(event) => { event.preventDefault(); add.mutate(form, { onSuccess: () => toast.success(t('common.saved')) }); }}>
      <h3 className="card-title">{t('practice.addProfession')}</h3>
      <Problem error={add.error} />
      <div className="grid-2">
        <SelectInput label={t('practice.profession')} value={form.profession} onChange={(profession) => change({ profession })} errors={fields.profession} options={PROFESSIONS.map((value) => ({ value, label: t(`time.profession.${value}`) }))} />
        <TextInput label={t('common.from')} type="date" value={form.valid_from} onChange={(valid_from) => change({ valid_from })} errors={fields.valid_from} isRequired />
        <TextInput label="NPI" inputMode="numeric" maxLength={10} value={form.npi ?? ''} onChange={(npi) => change({ npi })} errors={fields.npi} />
        <TextInput label={t('practice.licence')} maxLength={50} value={form.licence_number ?? ''} onChange={(licence_number) => change({ licence_number })} errors={fields.licence_number} />
        <TextInput label={t('practice.licenceState')} maxLength={2} value={form.licence_state ?? ''} onChange={(text) => change({ licence_state: text.toUpperCase() })} errors={fields.licence_state} />
      </div>
      <DialogActions>
        <Button onPress={onClose}>{t('common.close')}</Button>
        <Button type="submit" kind="primary" busy={add.isPending}>{t('practice.addProfession')}</Button>
      </DialogActions>
    </Form>
  );
}
