/** Parts of a screen as links: each has its own address, the current one is marked. */
import { NavLink } from 'react-router';

export function TabNav({ label, tabs }: { label: string; tabs: { to: string; label: string; end?: boolean }[] }) {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map((tab) => <NavLink key={tab.to} to={tab.to} end={tab.end ?? false} className="tab" preventScrollReset>{tab.label}</NavLink>)}
    </nav>
  );
}
