/** When an address leads nowhere, and when a screen breaks. */
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/states';

export function NotFoundPage() {
  const { t } = useTranslation();
  return <EmptyState title={t('common.notFoundTitle')}>{t('common.notFoundText')}</EmptyState>;
}

/** The error's text may hold patient data, so it is neither shown nor sent anywhere. */
export function CrashPage() {
  const { t } = useTranslation();
  return (
    <main className="auth">
      <EmptyState title={t('common.errorTitle')} action={<Button kind="primary" onPress={() => window.location.reload()}>{t('common.retry')}</Button>} />
    </main>
  );
}
