/** When an address leads nowhere, and when a screen breaks. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Page } from '@/components/layouts/page';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/states';

export function NotFoundPage() {
  const { t } = useTranslation();
  return <DeadEnd title={t('common.notFoundTitle')} text={t('common.notFoundText')} />;
}

export function ForbiddenPage() {
  const { t } = useTranslation();
  return <DeadEnd title={t('common.forbiddenTitle')} text={t('common.forbiddenText')} />;
}

function DeadEnd({ title, text }: { title: string; text: string }) {
  const { t } = useTranslation();
  return (
    <Page title={title} width="reading">
      <p role="alert">{text}</p>
      <p><Link to="/">{t('common.toStart')}</Link></p>
    </Page>
  );
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
