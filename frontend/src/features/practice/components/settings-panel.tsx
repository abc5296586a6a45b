/** The practice's settings: name, zone, sessions, who must use two-step verification. */
import { useState } from 'react';
import { CheckboxGroup, Label } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { usePractice } from '@/api/queries/practice';
import { useCan } from '@/api/session/context';
import type { Practice } from '@/api/types';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { CheckBox, TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { useLeaveGuard } from '@/components/ui/leave-guard';
import { Problem } from '@/components/ui/problem';
import { SelectInput } from '@/components/ui/select';
import { QueryView } from '@/components/ui/states';
import { toast } from '@/components/ui/toast';
import { useSavePractice } from '../api/practice';
import { ROLES } from './invite-dialog';

export function SettingsPanel() {
  const query = usePractice();
  return <QueryView query={query}>{(practice) => <SettingsForm practice={practice} />}</QueryView>;
}

function SettingsForm({ practice }: { practice: Practice }) {
  const { t } = useTranslation();
  const mayManage = useCan('practice.manage');
  const save = useSavePractice();
  const [isChanged, setChanged] = useState(false);
  const { guard } = useLeaveGuard(isChanged);
  const [form, keepForm] = useState({
    name: practice.name, timezone: practice.timezone, language: practice.language,
    idle: String(practice.session_idle_minutes), absolute: String(practice.session_absolute_hours), mfa: practice.mfa_required_roles,
  });
  const setForm = (next: typeof form) => { setChanged(true); keepForm(next); };
  const fields = save.isError ? toApiError(save.error).fields : {};
  const submit = () =>
    save.mutate(
      { name: form.name, timezone: form.timezone, language: form.language, session_idle_minutes: Number(form.idle), session_absolute_hours: Number(form.absolute), mfa_required_roles: form.mfa },
      { onSuccess: () => { setChanged(false); toast.success(t('common.saved')); } },
    );
  return (
    <Form className="stack" onSubmit={(event) => { event.preventDefault(); submit(); }}>
      {guard}
      <Card title={t('practice.settings')}>
        <Problem error={save.error} />
        <div className="grid-2">
          <TextInput label={t('common.name')} value={form.name} onChange={(name) => setForm({ ...form, name })} errors={fields.name} isRequired isDisabled={!mayManage} />
          <TextInput label={t('practice.timezone')} hint={t('practice.timezoneHint')} value={form.timezone} onChange={(timezone) => setForm({ ...form, timezone })} errors={fields.timezone} isRequired isDisabled={!mayManage} />
          <SelectInput label={t('nav.language')} value={form.language} onChange={(language) => setForm({ ...form, language })} isDisabled={!mayManage}
            options={[{ value: 'en', label: 'English' }, { value: 'es', label: 'Español' }]} />
        </div>
      </Card>
      <Card title={t('practice.sessions')}>
        <div className="grid-2">
          <TextInput label={t('practice.idle')} inputMode="numeric" pattern="[0-9]{1,4}" value={form.idle} onChange={(idle) => setForm({ ...form, idle })} errors={fields.session_idle_minutes} isRequired isDisabled={!mayManage} />
          <TextInput label={t('practice.absolute')} inputMode="numeric" pattern="[0-9]{1,3}" value={form.absolute} onChange={(absolute) => setForm({ ...form, absolute })} errors={fields.session_absolute_hours} isRequired isDisabled={!mayManage} />
        </div>
        <CheckboxGroup value={form.mfa} onChange={(mfa) => setForm({ ...form, mfa })} isDisabled={!mayManage} className="stack-sm">
          <Label className="field-label">{t('practice.mfa')}</Label>
          <div className="grid-2">{ROLES.map((role) => <CheckBox key={role} value={role}>{t(`role.${role}`)}</CheckBox>)}</div>
        </CheckboxGroup>
      </Card>
      {mayManage ? <div><Button type="submit" kind="primary" busy={save.isPending}>{t('common.save')}</Button></div> : null}
    </Form>
  );
}
