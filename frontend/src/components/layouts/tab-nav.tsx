/** Parts of a screen as links: each has its own address, the current one is marked and, on a narrow screen, brought into view. */
import { useEffect, useRef } from 'react';
import { NavLink, useLocation } from 'react-router';

export function TabNav({ label, tabs }: { label: string; tabs: { to: string; label: string; end?: boolean }[] }) {
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    const [bar, current] = [nav.current, nav.current?.querySelector<HTMLElement>('[aria-current=page]')];
    // Only the bar moves: scrollIntoView would move the page as well.
    if (bar && current) bar.scrollLeft = current.offsetLeft - (bar.clientWidth - current.clientWidth) / 2;
  }, [pathname]);
  return (
    <nav ref={nav} className="tabs" aria-label={label}>
      {tabs.map((tab) => <NavLink key={tab.to} to={tab.to} end={tab.end ?? false} className="tab" preventScrollReset>{tab.label}</NavLink>)}
    </nav>
  );
}
