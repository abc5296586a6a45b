/** Second step of sign-in: six digits, or a recovery code. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '@/api/errors';
import { Button } from '@/components/ui/button';
import { TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { SignInProblem } from './sign-in-problem';

interface CodeStepProps {
  problem: ApiError | null;
  busy: boolean;
  onSubmit: (code: string) => void;
  onBack: () => void;
}

export function CodeStep({ problem, busy, onSubmit, onBack }: CodeStepProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(code.replace(/\s/g, ''));
      }}
    >
      {problem ? <SignInProblem problem={problem} /> : null}
      <TextInput
        label={t('signIn.code')}
        name="totp_code"
        value={code}
        onChange={setCode}
        autoComplete="one-time-code"
        inputMode="text"
        inputClassName="input-code"
        isRequired
        // The field appears because the person asked to go on; typing the code is the only thing to do here.
        autoFocus
      />
      <Button type="submit" kind="primary" busy={busy}>{t('signIn.verify')}</Button>
      <button type="button" className="link-button small" onClick={onBack}>{t('signIn.otherAccount')}</button>
    </Form>
  );
}
