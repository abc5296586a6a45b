/** Tying an account of role patient to the record it may see, or untying it. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Member } from '@/api/types';
import type { Person } from '@/components/clinical/person-picker';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { Problem } from '@/components/ui/problem';
import { toast } from '@/components/ui/toast';
import { useChangeMember } from '../api/practice';
import { RecordPicker } from './record-picker';

export function RecordDialog({ member, name, onClose }: { member: Member; name: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [person, setPerson] = useState<Person | null>(null);
  const change = useChangeMember();
  const tie = (patient_id: string | null) => change.mutate({ id: member.id, patient_id }, { onSuccess: () => { toast.success(t('common.saved')); onClose(); } });
  return (
    <Dialog title={`${t('practice.acts.record')}: ${name}`} isOpen onClose={onClose}>
      <p>{t(member.patient_id ? 'practice.recordTied' : 'practice.recordLead')}</p>
      <Problem error={change.error} />
      <RecordPicker value={person} onChange={setPerson} />
      <DialogActions>
        {member.patient_id ? <Button kind="danger" busy={change.isPending} onPress={() => tie(null)}>{t('practice.untie')}</Button> : null}
        <Button onPress={onClose}>{t('common.cancel')}</Button>
        <Button kind="primary" isDisabled={!person} busy={change.isPending} onPress={() => { if (person) tie(person.id); }}>{t('practice.tie')}</Button>
      </DialogActions>
    </Dialog>
  );
}
