/** What an administrator can do with a member; each act is confirmed. */
import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { Member, Role } from '@/api/types';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { Problem } from '@/components/ui/problem';
import { SelectInput } from '@/components/ui/select';
import { toast } from '@/components/ui/toast';
import { useChangeMember, useMemberAct, type MemberAct } from '../api/practice';
import { ROLES } from './invite-dialog';
import { ProfessionsDialog } from './professions-dialog';
import { RecordDialog } from './record-dialog';

type Asked = MemberAct | 'role' | 'activate';
type Chosen = Asked | 'record' | 'professions';

export function MemberMenu({ member, isSelf }: { member: Member; isSelf: boolean }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<Chosen | null>(null);
  const name = `${member.first_name} ${member.last_name}`;
  const close = () => setAsked(null);
  const acts: Chosen[] = [
    ...(member.is_active && member.role === 'patient' ? (['record'] as const) : []),
    ...(member.role === 'patient' ? [] : (['professions'] as const)),
    ...(member.is_active ? (['role', 'send-link'] as const) : (['activate'] as const)),
    ...(member.locked_until ? (['unlock'] as const) : []),
    ...(member.is_2fa_enabled ? (['reset-totp'] as const) : []),
    ...(member.is_active && !isSelf ? (['deactivate'] as const) : []),
  ];
  if (acts.length === 0) return null;
  return (
    <>
      <MenuTrigger>
        <AriaButton className="btn btn-quiet btn-icon" aria-label={t('practice.actsOf', { name })}><Ellipsis size={18} aria-hidden="true" /></AriaButton>
        <Popover className="popover" placement="bottom end">
          <Menu className="listbox" onAction={(key) => setAsked(key as Chosen)}>
            {acts.map((act) => <MenuItem key={act} id={act} className="menu-item">{t(`practice.acts.${act}`)}</MenuItem>)}
          </Menu>
        </Popover>
      </MenuTrigger>
      {asked === 'record' ? <RecordDialog member={member} name={name} onClose={close} /> : null}
      {asked === 'professions' ? <ProfessionsDialog member={member} name={name} onClose={close} /> : null}
      {asked && asked !== 'record' && asked !== 'professions' ? <ActDialog member={member} name={name} act={asked} onClose={close} /> : null}
    </>
  );
}

function ActDialog({ member, name, act, onClose }: { member: Member; name: string; act: Asked; onClose: () => void }) {
  const { t } = useTranslation();
  const [role, setRole] = useState<Role>(member.role);
  const change = useChangeMember();
  const run = useMemberAct();
  const done = { onSuccess: () => { toast.success(t('common.saved')); onClose(); } };
  const confirm = () => {
    if (act === 'role') change.mutate({ id: member.id, role }, done);
    else if (act === 'activate') change.mutate({ id: member.id, is_active: true }, done);
    else run.mutate({ id: member.id, act }, done);
  };
  return (
    <Dialog title={`${t(`practice.acts.${act}`)}: ${name}`} isOpen onClose={onClose} width="narrow">
      <p>{t(`practice.actText.${act}`)}</p>
      <Problem error={change.error ?? run.error} />
      {act === 'role' ? <SelectInput label={t('common.role')} value={role} onChange={setRole} options={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))} /> : null}
      <DialogActions>
        <Button onPress={onClose}>{t('common.cancel')}</Button>
        <Button kind={act === 'deactivate' ? 'danger' : 'primary'} busy={change.isPending || run.isPending} onPress={confirm}>{t('common.confirm')}</Button>
      </DialogActions>
    </Dialog>
  );
}
