/** The frame around the screens nobody is signed in on. */
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { changeLanguage, type Language } from '@/lib/i18n';
import { writePreference } from '@/lib/preferences';

export function AuthFrame({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  const { t, i18n } = useTranslation();
  useEffect(() => {
    document.title = `${title} · Vantrexia`;
  }, [title]);
  const other: Language = i18n.language === 'es' ? 'en' : 'es';
  const switchLanguage = () => {
    writePreference('language', other);
    void changeLanguage(other);
  };
  return (
    <main className="auth">
      <div className="auth-card">
        <div className="auth-brand">
          <img src="/favicon.svg" alt="" />
          <span className="muted small">Vantrexia · {t('signIn.lead')}</span>
          <h1 className="auth-title">{title}</h1>
          {lead ? <p className="muted">{lead}</p> : null}
        </div>
        {children}
        <div className="auth-foot">
          <span />
          <button type="button" className="link-button" lang={other} onClick={switchLanguage}>
            {other === 'es' ? 'Español' : 'English'}
          </button>
        </div>
      </div>
    </main>
  );
}
