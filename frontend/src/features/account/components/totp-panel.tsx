/** Two-step verification of one's own account: set up, new recovery codes, turn off. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session/context';
import { toApiError } from '@/api/errors';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { fetchMe } from '../api/sign-in';
import { disableTotp, renewRecoveryCodes } from '../api/totp';
import { EnrolTotp } from './enrol-totp';
import { RecoveryCodes } from './recovery-codes';
import { SignInProblem } from './sign-in-problem';

type Open = 'enrol' | 'codes' | 'disable' | null;

export function TotpPanel() {
  const { t } = useTranslation();
  const { user, replaceUser } = useSession();
  const [open, setOpen] = useState<Open>(null);
  const finish = async () => {
    setOpen(null);
    replaceUser(await fetchMe());
  };
  return (
    <Card title={t('totp.title')}>
      <p>{t(user.is_2fa_enabled ? 'totp.on' : 'totp.off')}</p>
      <div className="row">
        {user.is_2fa_enabled ? (
          <>
            <Button onPress={() => setOpen('codes')}>{t('totp.newCodes')}</Button>
            <Button kind="danger" onPress={() => setOpen('disable')}>{t('totp.disable')}</Button>
          </>
        ) : <Button kind="primary" onPress={() => setOpen('enrol')}>{t('totp.start')}</Button>}
      </div>
      <Dialog title={t('totp.title')} isOpen={open === 'enrol'} onClose={() => setOpen(null)}><EnrolTotp onDone={() => void finish()} /></Dialog>
      <Dialog title={t('totp.newCodes')} isOpen={open === 'codes'} onClose={() => setOpen(null)}><NewCodes onDone={() => setOpen(null)} /></Dialog>
      <Dialog title={t('totp.disable')} isOpen={open === 'disable'} onClose={() => setOpen(null)}><Disable onDone={() => void finish()} /></Dialog>
    </Card>
  );
}

function NewCodes({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const renew = useMutation({ mutationFn: renewRecoveryCodes });
  if (renew.isSuccess) return <RecoveryCodes codes={renew.data.recovery_codes} onDone={onDone} />;
  return (
    <Form className="stack" onSubmit={(event) => { event.preventDefault(); renew.mutate(password); }}>
      <p>{t('totp.newCodesLead')}</p>
      {renew.isError ? <SignInProblem problem={toApiError(renew.error)} /> : null}
      <TextInput label={t('signIn.password')} type="password" autoComplete="current-password" value={password} onChange={setPassword} isRequired />
      <DialogActions><Button type="submit" kind="primary" busy={renew.isPending}>{t('totp.newCodes')}</Button></DialogActions>
    </Form>
  );
}

function Disable({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const [form, setForm] = useState({ password: '', code: '' });
  const disable = useMutation({ mutationFn: disableTotp, onSuccess: onDone });
  return (
    <Form className="stack" onSubmit={(event) => { event.preventDefault(); disable.mutate(form); }}>
      {disable.isError ? <SignInProblem problem={toApiError(disable.error)} /> : null}
      <TextInput label={t('signIn.password')} type="password" autoComplete="current-password" value={form.password} onChange={(password) => setForm({ ...form, password })} isRequired />
      <TextInput label={t('signIn.code')} autoComplete="one-time-code" value={form.code} onChange={(code) => setForm({ ...form, code })} isRequired />
      <DialogActions><Button type="submit" kind="danger" busy={disable.isPending}>{t('totp.disable')}</Button></DialogActions>
    </Form>
  );
}
