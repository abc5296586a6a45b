/** One's own account. */
import { useTranslation } from 'react-i18next';
import { Page } from '@/components/layouts/page';
import { PasswordPanel, PreferencesPanel, ProfilePanel, SessionsPanel, TotpPanel } from '@/features/account';

export function Component() {
  const { t } = useTranslation();
  return (
    <Page title={t('account.title')} width="reading">
      <ProfilePanel />
      <PreferencesPanel />
      <TotpPanel />
      <PasswordPanel />
      <SessionsPanel />
    </Page>
  );
}
