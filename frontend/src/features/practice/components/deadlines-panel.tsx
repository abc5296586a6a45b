/** Deadlines per severity: by when somebody must acknowledge, reminders, and who is brought in when nobody does. */
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { usePractice } from '@/api/queries/practice';
import { useCan } from '@/api/session/context';
import type { Practice, SeverityDeadlines } from '@/api/types';
import { Button, IconButton } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { useLeaveGuard } from '@/components/ui/leave-guard';
import { Problem } from '@/components/ui/problem';
import { SelectInput } from '@/components/ui/select';
import { QueryView } from '@/components/ui/states';
import { toast } from '@/components/ui/toast';
import { useSavePractice } from '../api/practice';

const SEVERITIES = ['critical', 'warning', 'stat'] as const;
const NUMBERS = ['acknowledge_within_minutes', 'resolve_within_minutes', 'remind_after_minutes', 'remind_every_minutes', 'reminders'] as const;
const BROUGHT_IN = ['nurse', 'data_monitor', 'provider', 'clinical_manager'] as const;
type BroughtIn = (typeof BROUGHT_IN)[number];

export function DeadlinesPanel() {
  const query = usePractice();
  return <QueryView query={query}>{(practice) => <DeadlinesForm practice={practice} />}</QueryView>;
}

function DeadlinesForm({ practice }: { practice: Practice }) {
  const { t } = useTranslation();
  const mayManage = useCan('practice.manage');
  const save = useSavePractice();
  const [deadlines, setDeadlines] = useState(practice.deadlines);
  const [isChanged, setChanged] = useState(false);
  const { guard } = useLeaveGuard(isChanged);
  const fields = save.isError ? Object.entries(toApiError(save.error).fields) : [];
  return (
    <Form className="stack" onSubmit={(event) => { event.preventDefault(); save.mutate({ deadlines }, { onSuccess: () => { setChanged(false); toast.success(t('common.saved')); } }); }}>
      {guard}
      <p className="small muted">{t('practice.deadlinesLead')}</p>
      <Problem error={save.error} />
      {fields.map(([name, messages]) => <p key={name} className="field-error">{name}: {messages.join(' ')}</p>)}
      {SEVERITIES.map((severity) => (
        <Card key={severity} title={severity === 'stat' ? 'STAT' : t(`level.${severity}`)}>
          <SeverityFields rules={deadlines[severity]} isDisabled={!mayManage} onChange={(rules) => { setChanged(true); setDeadlines({ ...deadlines, [severity]: rules }); }} />
        </Card>
      ))}
      {mayManage ? <div><Button type="submit" kind="primary" busy={save.isPending}>{t('common.save')}</Button></div> : null}
    </Form>
  );
}

function SeverityFields({ rules, isDisabled, onChange }: { rules: SeverityDeadlines; isDisabled: boolean; onChange: (rules: SeverityDeadlines) => void }) {
  const { t } = useTranslation();
  const roles = BROUGHT_IN.map((value) => ({ value, label: t(`role.${value}`) }));
  const change = (index: number, part: Partial<SeverityDeadlines['escalations'][number]>) =>
    onChange({ ...rules, escalations: rules.escalations.map((one, at) => (at === index ? { ...one, ...part } : one)) });
  return (
    <>
      <div className="grid-2">
        {NUMBERS.filter((name) => rules[name] !== undefined).map((name) => (
          <TextInput key={name} label={t(`practice.${name}`)} inputMode="numeric" pattern="[0-9]{1,5}" isRequired isDisabled={isDisabled} value={String(rules[name])} onChange={(text) => onChange({ ...rules, [name]: Number(text) || 0 })} />
        ))}
        <SelectInput label={t('practice.remind_role')} value={rules.remind_role as BroughtIn} options={roles} isDisabled={isDisabled} onChange={(remind_role) => onChange({ ...rules, remind_role })} />
      </div>
      <ol className="stack-sm" aria-label={t('practice.escalations')}>
        {rules.escalations.map((escalation, index) => (
          <li key={index} className="escalation-row">
            <TextInput label={t('practice.afterMinutes')} inputMode="numeric" pattern="[0-9]{1,5}" isRequired isDisabled={isDisabled} value={String(escalation.after_minutes)} onChange={(text) => change(index, { after_minutes: Number(text) || 0 })} />
            <SelectInput label={t('practice.bringIn')} value={escalation.role as BroughtIn} options={roles} isDisabled={isDisabled} onChange={(role) => change(index, { role })} />
            {isDisabled ? null : (
              <IconButton label={t('common.remove')} icon={<Trash2 size={16} aria-hidden="true" />} onPress={() => onChange({ ...rules, escalations: rules.escalations.filter((_, at) => at !== index) })} />
            )}
          </li>
        ))}
      </ol>
      {isDisabled ? null : (
        <div>
          <Button size="small" icon={<Plus size={14} aria-hidden="true" />} onPress={() => onChange({ ...rules, escalations: [...rules.escalations, { after_minutes: 60, role: 'provider' }] })}>{t('practice.addEscalation')}</Button>
        </div>
      )}
    </>
  );
}
