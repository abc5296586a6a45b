/** Setting up two-step verification: scan, prove, keep the recovery codes. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { Button } from '@/components/ui/button';
import { TextInput } from '@/components/ui/fields';
import { Problem } from '@/components/ui/problem';
import { QueryView } from '@/components/ui/states';
import { confirmTotp, startTotp, type TotpEnrolment } from '../api/totp';
import { RecoveryCodes } from './recovery-codes';

export function EnrolTotp({ onDone }: { onDone: () => void }) {
  // A key of its own per visit: each start makes a new secret, and an old one must not be shown from memory.
  const [visit] = useState(() => crypto.randomUUID());
  const enrolment = useQuery({ queryKey: ['account', 'totp', visit], queryFn: startTotp, staleTime: Infinity, gcTime: 0, retry: false });
  const prove = useMutation({ mutationFn: confirmTotp });
  if (prove.isSuccess) return <RecoveryCodes codes={prove.data.recovery_codes} onDone={onDone} />;
  return (
    <QueryView query={enrolment}>
      {(data) => <Prove enrolment={data} busy={prove.isPending} error={prove.error} onSubmit={(code) => prove.mutate(code)} />}
    </QueryView>
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
