/** The frame of a screen: one h1, actions beside it. Sets the document title. */
import { useEffect, type ReactNode } from 'react';

export function Page({ title, lead, actions, children, width = 'full' }: {
  title: string; lead?: ReactNode; actions?: ReactNode; children: ReactNode; width?: 'full' | 'reading';
}) {
  useEffect(() => {
    document.title = `${title} · Vantrexia`;
  }, [title]);
  return (
    <div className={`page page-${width}`}>
      <header className="page-head">
        <div>
          <h1 className="page-title">{title}</h1>
          {lead ? <p className="page-lead">{lead}</p> : null}
        </div>
        {actions ? <div className="page-actions">{actions}</div> : null}
      </header>
      {children}
    </div>
  );
}
