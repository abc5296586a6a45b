/** Signing in anew without leaving the page: the password, and the code where the account has two-step verification. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { useSession } from '@/api/session/context';
import type { LoginAnswer } from '@/api/types';
import { Button } from '@/components/ui/button';
import { DialogActions } from '@/components/ui/dialog';
import { TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { renewSession } from '../api/sign-in';
import { SignInProblem } from './sign-in-problem';

export function RenewForm({ onLater, onRenewed }: { onLater: () => void; onRenewed: (answer: LoginAnswer) => void }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const [form, setForm] = useState({ password: '', code: '' });
  const renew = useMutation({ mutationFn: renewSession, onSuccess: onRenewed });
  const problem = renew.isError ? toApiError(renew.error) : null;
  const hasField = problem && (problem.fields.password ?? problem.fields.code);
  // An authenticator set up elsewhere since this page was loaded: the server says so.
  const needsCode = user.is_2fa_enabled || form.code !== '' || (problem?.code.startsWith('totp') ?? false);
  const submit = () => renew.mutate({ password: form.password, ...(needsCode ? { code: form.code.replace(/\s/g, '') } : {}) });
  return (
    <Form className="stack" onSubmit={(event) => { event.preventDefault(); submit(); }}>
      {problem && !hasField ? <SignInProblem problem={problem} /> : null}
      <TextInput label={t('signIn.email')} type="email" autoComplete="username" value={user.email} isReadOnly />
      <TextInput label={t('signIn.password')} name="password" type="password" autoComplete="current-password" value={form.password} onChange={(password) => setForm({ ...form, password })} errors={problem?.fields.password} isRequired autoFocus />
      {needsCode ? (
        <TextInput label={t('signIn.code')} name="code" autoComplete="one-time-code" inputClassName="input-code" value={form.code} onChange={(code) => setForm({ ...form, code })} errors={problem?.fields.code} isRequired />
      ) : null}
      <DialogActions>
        <Button onPress={onLater}>{t('sessionEnd.later')}</Button>
        <Button type="submit" kind="primary" busy={renew.isPending}>{t('sessionEnd.renew')}</Button>
      </DialogActions>
    </Form>
  );
}
