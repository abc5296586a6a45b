/** A session that may only set up two-step verification, because the practice asks it of this role. */
import { useTranslation } from 'react-i18next';
import { AuthFrame } from './auth-frame';
import { EnrolTotp } from './enrol-totp';

export function MustEnrolPage({ onDone, onSignOut }: { onDone: () => void; onSignOut: () => void }) {
  const { t } = useTranslation();
  return (
    <AuthFrame title={t('totp.title')} lead={t('totp.mustLead')}>
      <EnrolTotp onDone={onDone} />
      <button type="button" className="link-button small" onClick={onSignOut}>{t('nav.signOut')}</button>
    </AuthFrame>
  );
}
