/** The audit log of the practice. */
import { useTranslation } from 'react-i18next';
import { useCan } from '@/api/session/context';
import { Page } from '@/components/layouts/page';
import { AuditScreen } from '@/features/audit';
import { useMembers } from '@/features/practice';
import { Guard } from '../guard';

function AuditPage() {
  const { t } = useTranslation();
  const members = useMembers({ enabled: useCan('user.read') });
  const people = (members.data?.results ?? []).map((member) => ({ id: member.id, name: `${member.first_name} ${member.last_name}` }));
  return <Page title={t('audit.title')} lead={t('audit.lead')}><AuditScreen people={people} /></Page>;
}

export function Component() {
  return <Guard permission="audit.read"><AuditPage /></Guard>;
}
