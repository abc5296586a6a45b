/** The frame of every signed-in screen: navigation by what the role may see, the practice, the person. */
import { HeartPulse } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, Outlet, ScrollRestoration, useLocation } from 'react-router';
import { useSession } from '@/api/session/context';
import { getConfig } from '@/config/runtime';
import { LiveMark } from '@/components/ui/live-status';
import { TimerBar, TimerProvider } from '@/features/time';
import { LiveUpdates } from './live-updates';
import { listSections } from './sections';
import { UserMenu } from './user-menu';

export function Shell() {
  const { t } = useTranslation();
  const { user } = useSession();
  // A role without the stream shows no mark: it would wait for ever for what never comes.
  const hasStream = user.permissions.includes('stream.read');
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const isFirst = useRef(true);
  useEffect(() => {
    // A new screen is announced by moving focus to it; the first one keeps the browser's own order.
    if (isFirst.current) isFirst.current = false;
    else main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return (
    <TimerProvider><div className="shell">
      <a className="skip" href="#main">{t('common.skipToContent')}</a>
      <header className="side">
        <Link to="/" className="side-brand"><HeartPulse size={22} aria-hidden="true" /> Vantrexia</Link>
        <p className="side-practice">{user.practice.name}</p>
        <nav className="side-nav" aria-label={t('nav.main')}>
          {listSections(user).map(({ to, key, Icon }) => (
            <NavLink key={to} to={to} className="side-link"><Icon size={18} aria-hidden="true" /> <span>{t(`nav.${key}`)}</span></NavLink>
          ))}
        </nav>
        <div className="side-foot">
          <TimerBar />
          {hasStream ? <LiveMark /> : null}
          <UserMenu />
          <span className="side-release">{t('nav.release', { release: getConfig().release })}</span>
        </div>
      </header>
      <main id="main" ref={main} className="shell-main" tabIndex={-1}><Outlet /></main>
      {hasStream ? <LiveUpdates /> : null}
      <ScrollRestoration />
    </div></TimerProvider>
  );
}
