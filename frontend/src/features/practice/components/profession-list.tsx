/** What a member holds or held; one that holds can end on a day, it stays on record. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '@/api/session/context';
import type { Member } from '@/api/types';
import { Tag } from '@/components/ui/badges';
import { Button } from '@/components/ui/button';
import { TextInput } from '@/components/ui/fields';
import { Problem } from '@/components/ui/problem';
import { Day } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { PROFESSIONS, useEndCredential } from '../api/credentials';

type Credential = Member['credentials'][number];

export function useProfessionName(): (profession: string) => string {
  const { t } = useTranslation();
  return (profession) => {
    const known = PROFESSIONS.find((one) => one === profession);
    return known ? t(`time.profession.${known}`) : profession;
  };
}

export function isHeld(credential: Credential, today: string): boolean {
  return credential.valid_from <= today && (credential.valid_to === null || today < credential.valid_to);
}

export function ProfessionList({ member, today }: { member: Member; today: string }) {
  const { t } = useTranslation();
  if (member.credentials.length === 0) return <p className="notice notice-warning">{t('practice.noProfession')}</p>;
  return <ul className="stack-sm">{member.credentials.map((one) => <ProfessionRow key={one.id} member={member} credential={one} today={today} />)}</ul>;
}

function ProfessionRow({ member, credential, today }: { member: Member; credential: Credential; today: string }) {
  const { t } = useTranslation();
  const nameOf = useProfessionName();
  const [ending, setEnding] = useState<string | null>(null);
  const end = useEndCredential(member);
  const mayManage = useCan('user.manage');
  const name = nameOf(credential.profession);
  const details = [credential.npi ? `NPI ${credential.npi}` : '', [credential.licence_state, credential.licence_number].filter(Boolean).join(' ')].filter(Boolean).join(' · ');
  return (
    <li className="stack-sm">
      <div className="row-spread">
        <span>
          <strong>{name}</strong> {isHeld(credential, today) ? null : <Tag>{t(credential.valid_from > today ? 'coverage.later' : 'coverage.ended')}</Tag>}<br />
          <span className="small muted"><Day date={credential.valid_from} /> – {credential.valid_to ? <>{t('coverage.before')} <Day date={credential.valid_to} /></> : '…'}{details ? ` · ${details}` : ''}</span>
        </span>
        {mayManage && credential.valid_to === null && ending === null ? <Button size="small" kind="quiet" aria-label={t('practice.endProfession', { name })} onPress={() => setEnding(today)}>{t('coverage.end')}</Button> : null}
      </div>
      {ending === null ? null : (
        <div className="row">
          <TextInput label={t('coverage.endsOn')} type="date" value={ending} onChange={setEnding} isRequired />
          <Button size="small" onPress={() => setEnding(null)}>{t('common.cancel')}</Button>
          <Button size="small" kind="danger" busy={end.isPending} isDisabled={!ending} onPress={() => end.mutate({ id: credential.id, valid_to: ending }, { onSuccess: () => toast.success(t('common.saved')) })}>{t('practice.endProfession', { name })}</Button>
          <Problem error={end.error} />
        </div>
      )}
    </li>
  );
}
