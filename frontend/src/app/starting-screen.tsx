/** What is seen while the session is looked for. */
import { useTranslation } from 'react-i18next';

export function StartingScreen({ unreachable }: { unreachable: boolean }) {
  const { t } = useTranslation();
  return (
    <main className="auth" aria-busy="true">
      <div className="auth-brand" role="status">
        <img src="/favicon.svg" alt="" />
        <p className="muted">{unreachable ? t('signIn.unreachable') : t('common.loading')}</p>
      </div>
    </main>
  );
}
