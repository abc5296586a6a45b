/** Setting up two-step verification: scan, prove, keep the recovery codes. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError, type ApiError } from '@/api/errors';
import { Button } from '@/components/ui/button';
import { TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { Problem } from '@/components/ui/problem';
import { QueryView } from '@/components/ui/states';
import { confirmTotp, startTotp, type TotpEnrolment } from '../api/totp';
import { RecoveryCodes } from './recovery-codes';

export function EnrolTotp({ onDone }: { onDone: () => void }) {
  // A key of its own per visit: each start makes a new secret, and an old one must not be shown from memory.
  const [visit] = useState(() => crypto.randomUUID());
  // Each password tried is a query of its own; the key carries the count, never the password.
  const [tried, setTried] = useState<{ password?: string; count: number }>({ count: 0 });
  const enrolment = useQuery({
    queryKey: ['account', 'totp', visit, tried.count], queryFn: () => startTotp(tried.password), staleTime: Infinity, gcTime: 0, retry: false,
  });
  const prove = useMutation({ mutationFn: confirmTotp });
  if (prove.isSuccess) return <RecoveryCodes codes={prove.data.recovery_codes} onDone={onDone} />;
  const problem = enrolment.isError ? toApiError(enrolment.error) : null;
  if (problem && (problem.fields.password ?? problem.code === 'password_invalid')) {
    return <AskPassword problem={tried.count === 0 ? null : problem} onSubmit={(password) => setTried({ password, count: tried.count + 1 })} />;
  }
  return (
    <QueryView query={enrolment}>
      {(data) => <Prove enrolment={data} busy={prove.isPending} error={prove.error} onSubmit={(code) => prove.mutate(code)} />}
    </QueryView>
  );
}

/** The sign-in is a while ago: prove again that it is you. */
function AskPassword({ problem, onSubmit }: { problem: ApiError | null; onSubmit: (password: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  return (
    <Form className="stack" onSubmit={(event) => { event.preventDefault(); onSubmit(text); }}>
      <Problem error={problem} />
      <TextInput label={t('signIn.password')} type="password" autoComplete="current-password" value={text} onChange={setText} isRequired />
      <Button type="submit" kind="primary">{t('totp.start')}</Button>
    </Form>
  );
}

function Prove({ enrolment, busy, error, onSubmit }: {
  enrolment: TotpEnrolment; busy: boolean; error: unknown; onSubmit: (code: string) => void;
}) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const problem = error ? toApiError(error) : null;
  const image = `data:image/svg+xml;utf8,${encodeURIComponent(enrolment.qr_svg)}`;
  return (
    <Form className="stack" onSubmit={(event) => { event.preventDefault(); onSubmit(code.replace(/\s/g, '')); }}>
      <p className="strong">{t('totp.step1')}</p>
      <div className="qr"><img src={image} alt={t('totp.qr')} /></div>
      <p className="small muted">{t('totp.orType')}</p>
      <code className="secret">{enrolment.secret.replace(/(.{4})/g, '$1 ').trim()}</code>
      {problem ? problem.code === 'totp_invalid' ? <p className="notice notice-error" role="alert">{t('signIn.codeWrong')}</p> : <Problem error={error} /> : null}
      <TextInput label={t('totp.step2')} value={code} onChange={setCode} inputMode="numeric" autoComplete="one-time-code" inputClassName="input-code" maxLength={7} isRequired />
      <Button type="submit" kind="primary" busy={busy}>{t('totp.confirm')}</Button>
    </Form>
  );
}
