/** The practice's people: who they are, what they may, and the acts of an administrator. */
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCan, usePracticeZone, useSession } from '@/api/session/context';
import type { Member } from '@/api/types';
import { Tag } from '@/components/ui/badges';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState, QueryView } from '@/components/ui/states';
import { Table, type Column } from '@/components/ui/table';
import { Instant } from '@/components/ui/time';
import { paths } from '@/config/paths';
import { dayInZone } from '@/lib/time';
import { useMembers } from '../api/practice';
import { InviteDialog } from './invite-dialog';
import { MemberMenu } from './member-menu';
import { isHeld, useProfessionName } from './profession-list';

export function MembersPanel() {
  const { t } = useTranslation();
  const { user } = useSession();
  const zone = usePracticeZone();
  const today = dayInZone(new Date(), zone);
  const nameOf = useProfessionName();
  const mayManage = useCan('user.manage');
  const query = useMembers();
  const [inviting, setInviting] = useState(false);
  const columns: Column<Member>[] = [
    { key: 'name', header: t('common.name'), isRowHeader: true, cell: (row) => <>{row.first_name} {row.last_name} {row.id === user.id ? <span className="muted">({t('common.you')})</span> : null}</> },
    { key: 'email', header: t('common.email'), cell: (row) => row.email },
    { key: 'role', header: t('common.role'), cell: (row) => <>{t(`role.${row.role}`)}{row.role === 'patient' ? <RecordOf member={row} /> : null}</> },
    { key: 'profession', header: t('practice.profession'), cell: (row) => (row.role === 'patient' ? '—' : row.credentials.filter((one) => isHeld(one, today)).map((one) => nameOf(one.profession)).join(', ') || '—') },
    { key: 'state', header: t('common.status'), cell: (row) => <MemberState member={row} /> },
    { key: 'totp', header: t('totp.title'), cell: (row) => t(row.is_2fa_enabled ? 'common.yes' : 'common.no') },
    { key: 'since', header: t('practice.since'), cell: (row) => <Instant at={row.created_at} zone={zone} style="date" /> },
    ...(mayManage
      ? [{ key: 'act', header: <span className="visually-hidden">{t('common.actions')}</span>, align: 'end' as const, cell: (row: Member) => <MemberMenu member={row} isSelf={row.id === user.id} /> }]
      : []),
  ];
  return (
    <Card title={t('practice.users')} flush
      action={mayManage ? <Button size="small" kind="primary" icon={<UserPlus size={14} aria-hidden="true" />} onPress={() => setInviting(true)}>{t('practice.invite')}</Button> : null}>
      <QueryView query={query} isEmpty={(data) => data.results.length === 0} empty={<EmptyState title={t('common.none')} />}>
        {(data) => <Table caption={t('practice.users')} columns={columns} rows={data.results} rowKey={(row) => String(row.id)} />}
      </QueryView>
      {inviting ? <InviteDialog onClose={() => setInviting(false)} /> : null}
    </Card>
  );
}

/** Whose record a patient's account opens; untied it opens none, and that is said. */
function RecordOf({ member }: { member: Member }) {
  const { t } = useTranslation();
  const mayRead = useCan('patient.read');
  if (!member.patient_id) return <> <Tag tone="warning">{t('practice.noRecord')}</Tag></>;
  return mayRead ? <> · <Link to={paths.patient(member.patient_id)}>{t('practice.openRecord')}</Link></> : null;
}

function MemberState({ member }: { member: Member }) {
  const { t } = useTranslation();
  if (!member.is_active) return <Tag>{t('practice.inactive')}</Tag>;
  if (member.locked_until) return <Tag tone="warning">{t('practice.locked')}</Tag>;
  if (!member.has_password) return <Tag>{t('practice.invited')}</Tag>;
  return <Tag tone="good">{t('practice.active')}</Tag>;
}
