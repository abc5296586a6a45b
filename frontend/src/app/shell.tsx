/** The frame of every signed-in screen: navigation by what the role may see, the practice, the person. */
import { ClipboardList, Clock, Cpu, HeartPulse, Inbox, Receipt, ScrollText, Settings2, Users } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, Outlet, ScrollRestoration, useLocation } from 'react-router';
import { useSession } from '@/api/session/context';
import { paths } from '@/config/paths';
import { getConfig } from '@/config/runtime';
import { LiveMark } from '@/components/ui/live-status';
import { TimerBar, TimerProvider } from '@/features/time';
import { LiveUpdates } from './live-updates';
import { UserMenu } from './user-menu';

const LINKS = [
  { to: paths.worklist, key: 'worklist', Icon: ClipboardList, permission: 'triage.read' },
  { to: paths.patients, key: 'patients', Icon: Users, permission: 'patient.read' },
  { to: paths.billing(), key: 'billing', Icon: Receipt, permission: 'billing.read' },
  { to: paths.devices, key: 'devices', Icon: Cpu, permission: 'device.read' },
  { to: paths.quarantine, key: 'quarantine', Icon: Inbox, permission: 'delivery.read' },
  { to: paths.time, key: 'time', Icon: Clock, permission: 'time.approve' },
  { to: paths.audit, key: 'audit', Icon: ScrollText, permission: 'audit.read' },
  { to: paths.practice(), key: 'practice', Icon: Settings2, permission: 'practice.read' },
] as const;

export function Shell() {
  const { t } = useTranslation();
  const { user } = useSession();
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
        <NavLink to={paths.worklist} className="side-brand"><HeartPulse size={22} aria-hidden="true" /> Vantrexia</NavLink>
        <p className="side-practice">{user.practice.name}</p>
        <nav className="side-nav" aria-label={t('nav.main')}>
          {LINKS.filter((link) => user.permissions.includes(link.permission)).map(({ to, key, Icon }) => (
            <NavLink key={to} to={to} className="side-link"><Icon size={18} aria-hidden="true" /> <span>{t(`nav.${key}`)}</span></NavLink>
          ))}
        </nav>
        <div className="side-foot">
          <TimerBar />
          <LiveMark />
          <UserMenu />
          <span className="side-release">{t('nav.release', { release: getConfig().release })}</span>
        </div>
      </header>
      <main id="main" ref={main} className="shell-main" tabIndex={-1}><Outlet /></main>
      {user.permissions.includes('stream.read') ? <LiveUpdates /> : null}
      <ScrollRestoration />
    </div></TimerProvider>
  );
}
