/** Forgotten password: ask for the link, then set a new one with the link's token. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { toApiError } from '@/api/errors';
import { Button } from '@/components/ui/button';
import { TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { Problem } from '@/components/ui/problem';
import { paths } from '@/config/paths';
import { confirmPasswordReset, requestPasswordReset } from '../api/password';
import { AuthFrame } from './auth-frame';

export function ForgotPasswordPage() {
  const { t } = useTranslation();
  const [email, setEmail] = useState('');
  const ask = useMutation({ mutationFn: requestPasswordReset });
  return (
    <AuthFrame title={t('password.forgotTitle')} lead={ask.isSuccess ? null : t('password.forgotLead')}>
      {ask.isSuccess ? (
        <p className="notice notice-good" role="status">{t('password.sent')}</p>
      ) : (
        <Form onSubmit={(event) => { event.preventDefault(); ask.mutate(email.trim()); }}>
          <Problem error={ask.error} />
          <TextInput label={t('signIn.email')} type="email" name="email" autoComplete="username" value={email} onChange={setEmail} isRequired />
          <Button type="submit" kind="primary" busy={ask.isPending}>{t('password.send')}</Button>
        </Form>
      )}
      <Link to={paths.signIn} className="small">{t('password.backToSignIn')}</Link>
    </AuthFrame>
  );
}

/** The token travels in the address's fragment, which no server log sees; the query is read for older links. */
function readToken(location: { hash: string; search: string }): string | null {
  return new URLSearchParams(location.hash.slice(1)).get('token') ?? new URLSearchParams(location.search).get('token');
}

export function ResetPasswordPage() {
  const { t } = useTranslation();
  const token = readToken(useLocation());
  const [form, setForm] = useState({ password: '', again: '', code: '' });
  const set = useMutation({ mutationFn: confirmPasswordReset });
  const problem = set.isError ? toApiError(set.error) : null;
  const differs = form.again !== '' && form.password !== form.again;
  const back = <Link to={paths.signIn} className="small">{t('password.backToSignIn')}</Link>;
  if (!token) {
    return (
      <AuthFrame title={t('password.resetTitle')}>
        <p className="notice notice-error" role="alert">{t('password.linkBroken')}</p>
        {back}
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title={t('password.resetTitle')}>
      {set.isSuccess ? (
        <p className="notice notice-good" role="status">{t('password.done')}</p>
      ) : (
        <Form
          onSubmit={(event) => {
            event.preventDefault();
            if (!differs) set.mutate({ token, new_password: form.password, ...(form.code ? { totp_code: form.code.trim() } : {}) });
          }}
        >
          {problem && !problem.fields.new_password ? <Problem error={problem} /> : null}
          <TextInput label={t('password.newPassword')} type="password" autoComplete="new-password" value={form.password} hint={t('password.rules')}
            onChange={(password) => setForm({ ...form, password })} errors={problem?.fields.new_password} isRequired />
          <TextInput label={t('password.again')} type="password" autoComplete="new-password" value={form.again}
            onChange={(again) => setForm({ ...form, again })} errors={differs ? [t('password.mismatch')] : undefined} isRequired />
          <TextInput label={t('password.totp')} autoComplete="one-time-code" value={form.code} onChange={(code) => setForm({ ...form, code })} />
          <Button type="submit" kind="primary" busy={set.isPending}>{t('password.save')}</Button>
        </Form>
      )}
      {back}
    </AuthFrame>
  );
}
