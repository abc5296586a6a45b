/** One's name, and the preferences of this device. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { useSession } from '@/api/session/context';
import { Button } from '@/components/ui/button';
import { Card, Facts } from '@/components/ui/card';
import { TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { Problem } from '@/components/ui/problem';
import { SelectInput } from '@/components/ui/select';
import { toast } from '@/components/ui/toast';
import { changeLanguage, detectLanguage } from '@/lib/i18n';
import { usePreference } from '@/lib/preferences';
import { updateMe } from '../api/sign-in';

export function ProfilePanel() {
  const { t } = useTranslation();
  const { user, replaceUser } = useSession();
  const [form, setForm] = useState({ first_name: user.first_name, last_name: user.last_name });
  const save = useMutation({ mutationFn: updateMe, onSuccess: (next) => { replaceUser(next); toast.success(t('common.saved')); } });
  const fields = save.isError ? toApiError(save.error).fields : {};
  return (
    <Card title={t('account.profile')}>
      <Facts items={[[t('common.email'), user.email], [t('common.role'), t(`role.${user.role}`)], [t('nav.practice'), user.practice.name]]} />
      <Form className="stack" onSubmit={(event) => { event.preventDefault(); save.mutate(form); }}>
        <Problem error={save.error} />
        <div className="grid-2">
          <TextInput label={t('account.firstName')} value={form.first_name} onChange={(first_name) => setForm({ ...form, first_name })} errors={fields.first_name} isRequired />
          <TextInput label={t('account.lastName')} value={form.last_name} onChange={(last_name) => setForm({ ...form, last_name })} errors={fields.last_name} isRequired />
        </div>
        <div><Button type="submit" kind="primary" busy={save.isPending}>{t('common.save')}</Button></div>
      </Form>
    </Card>
  );
}

export function PreferencesPanel() {
  const { t } = useTranslation();
  const { user } = useSession();
  const [theme, setTheme] = usePreference('theme');
  const [language, setLanguage] = usePreference('language');
  const [shortcuts, setShortcuts] = usePreference('shortcuts');
  return (
    <Card title={t('account.preferences')}>
      <div className="grid-2">
        <SelectInput label={t('nav.theme')} value={theme} onChange={setTheme} options={(['system', 'light', 'dark'] as const).map((value) => ({ value, label: t(`theme.${value}`) }))} />
        <SelectInput label={t('nav.language')} value={language} onChange={(next) => { setLanguage(next); void changeLanguage(detectLanguage(user.language)); }}
          options={[{ value: 'auto', label: t('account.languageAuto') }, { value: 'en', label: 'English' }, { value: 'es', label: 'Español' }]} />
        <SelectInput label={t('account.shortcuts')} value={shortcuts} onChange={setShortcuts} options={[{ value: 'on', label: t('account.shortcutsOn') }, { value: 'off', label: t('account.shortcutsOff') }]} />
      </div>
    </Card>
  );
}
