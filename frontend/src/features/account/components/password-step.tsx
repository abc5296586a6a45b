/** First step of sign-in. */
import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ApiError } from '@/api/errors';
import { Button, IconButton } from '@/components/ui/button';
import { TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { paths } from '@/config/paths';
import type { Credentials } from '../api/sign-in';
import { SignInProblem } from './sign-in-problem';

interface PasswordStepProps {
  problem: ApiError | null;
  busy: boolean;
  onSubmit: (credentials: Credentials) => void;
}

export function PasswordStep({ problem, busy, onSubmit }: PasswordStepProps) {
  const { t } = useTranslation();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [shown, setShown] = useState(false);
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit({ email: email.trim(), password });
      }}
    >
      {problem ? <SignInProblem problem={problem} /> : null}
      <TextInput label={t('signIn.email')} name="email" type="email" autoComplete="username" value={email} onChange={setEmail} isRequired />
      <TextInput
        label={t('signIn.password')}
        name="password"
        type={shown ? 'text' : 'password'}
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        isRequired
        suffix={
          <IconButton
            label={t(shown ? 'signIn.hidePassword' : 'signIn.showPassword')}
            icon={shown ? <EyeOff size={16} aria-hidden="true" /> : <Eye size={16} aria-hidden="true" />}
            onPress={() => setShown(!shown)}
          />
        }
      />
      <Button type="submit" kind="primary" busy={busy}>{t('signIn.submit')}</Button>
      <Link to={paths.forgot} className="small">{t('signIn.forgot')}</Link>
    </Form>
  );
}
