/** The frame of a screen: one h1, actions beside it. Sets the document title, with the part of the screen before it. */
import { createContext, useContext, useEffect, type ReactNode } from 'react';

const InsideContext = createContext(false);

/** Whether a frame is there already: what takes the place of a screen needs one of its own, what takes a part's place does not. */
export function useInsidePage(): boolean {
  return useContext(InsideContext);
}

export function Page({ title, part, lead, actions, children, width = 'full' }: {
  title: string; part?: string | undefined; lead?: ReactNode; actions?: ReactNode; children: ReactNode; width?: 'full' | 'reading';
}) {
  useEffect(() => {
    document.title = [part, title, 'Vantrexia'].filter(Boolean).join(' · ');
  }, [title, part]);
  return (
    <InsideContext value>
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
    </InsideContext>
  );
}
