/** Changing one's own password. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { toast } from '@/components/ui/toast';
import { changePassword } from '../api/password';
import { SignInProblem } from './sign-in-problem';

const EMPTY = { current: '', next: '', again: '' };

export function PasswordPanel() {
  const { t } = useTranslation();
  const [form, setForm] = useState(EMPTY);
  const change = useMutation({
    mutationFn: changePassword,
    onSuccess: () => { setForm(EMPTY); toast.success(t('password.changed')); },
  });
  const problem = change.isError ? toApiError(change.error) : null;
  const differs = form.again !== '' && form.next !== form.again;
  const hasField = problem && (problem.fields.current_password ?? problem.fields.new_password);
  return (
    <Card title={t('password.change')}>
      <Form className="stack" onSubmit={(event) => { event.preventDefault(); if (!differs) change.mutate({ current_password: form.current, new_password: form.next }); }}>
        {problem && !hasField ? <SignInProblem problem={problem} /> : null}
        <TextInput label={t('password.current')} type="password" autoComplete="current-password" value={form.current} onChange={(current) => setForm({ ...form, current })} errors={problem?.fields.current_password} isRequired />
        <TextInput label={t('password.newPassword')} type="password" autoComplete="new-password" value={form.next} onChange={(next) => setForm({ ...form, next })} hint={t('password.rules')} errors={problem?.fields.new_password} isRequired />
        <TextInput label={t('password.again')} type="password" autoComplete="new-password" value={form.again} onChange={(again) => setForm({ ...form, again })} errors={differs ? [t('password.mismatch')] : undefined} isRequired />
        <div><Button type="submit" kind="primary" busy={change.isPending}>{t('password.change')}</Button></div>
      </Form>
    </Card>
  );
}
