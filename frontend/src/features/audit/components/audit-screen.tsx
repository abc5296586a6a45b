/** The audit log with its filters. Days are days of the practice's zone. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextInput } from '@/components/ui/fields';
import { Card } from '@/components/ui/card';
import { SelectInput } from '@/components/ui/select';
import { usePracticeZone } from '@/api/session/context';
import { useLocale } from '@/lib/use-locale';
import { useNow } from '@/lib/use-now';
import { startOfDay } from '@/lib/time';
import { useSignedRoots } from '../api/audit';
import { AuditLog } from './audit-log';

// Beginnings of actions, as the server writes them; a test of the server compares.
const GROUPS = [
  'all', 'session', 'account', 'password', 'totp', 'access', 'breakglass', 'patient', 'reading', 'triage', 'alert', 'escalation', 'threshold',
  'device', 'deliver', 'user', 'membership', 'practice', 'billing', 'claim', 'audit',
] as const;
type Group = (typeof GROUPS)[number];

export function AuditScreen({ people }: { people: { id: number; name: string }[] }) {
  const { t } = useTranslation();
  const zone = usePracticeZone();
  const [group, setGroup] = useState<Group>('all');
  const [actor, setActor] = useState('all');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const filter = {
    ...(group === 'all' ? {} : { action: group }),
    ...(actor === 'all' ? {} : { actor: Number(actor) }),
    ...(from ? { from: startOfDay(from, zone).toISOString() } : {}),
    ...(to ? { to: startOfDay(to, zone, 1).toISOString() } : {}),
  };
  return (
    <>
      <SealNote />
      <Card flush>
        <div className="toolbar toolbar-inset">
          <SelectInput label={t('audit.filterAction')} value={group} onChange={setGroup} options={GROUPS.map((value) => ({ value, label: value === 'all' ? t('common.all') : t(`audit.groups.${value}`) }))} />
          <SelectInput label={t('audit.filterActor')} value={actor} onChange={setActor} options={[{ value: 'all', label: t('common.all') }, ...people.map(({ id, name }) => ({ value: String(id), label: name }))]} />
          <TextInput label={t('audit.filterFrom')} type="date" value={from} onChange={setFrom} />
          <TextInput label={t('audit.filterTo')} type="date" value={to} onChange={setTo} />
        </div>
        <AuditLog filter={filter} />
      </Card>
    </>
  );
}

/** How far the log is sealed: everything before the last signed root is provable. */
function SealNote() {
  const { t } = useTranslation();
  const { relative, number } = useLocale();
  const now = useNow(15_000);
  const { data } = useSignedRoots();
  const root = data?.results[0];
  if (!root) return null;
  return <p className="small muted">{t('audit.lastRoot', { ago: relative(root.signed_at, now), count: root.tree_size, formatted: number(root.tree_size) })} · <span className="mono">{root.root_hash.slice(0, 16)}…</span></p>;
}
