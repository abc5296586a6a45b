/** A titled box on a screen. */
import { useId, type ReactNode } from 'react';

export function Card({ title, action, children, flush }: { title?: ReactNode; action?: ReactNode; children: ReactNode; flush?: boolean }) {
  const id = useId();
  return (
    <section className={flush ? 'card card-flush' : 'card'} aria-labelledby={title ? id : undefined}>
      {title ? (
        <header className="card-head">
          <h2 id={id} className="card-title">{title}</h2>
          {action}
        </header>
      ) : null}
      {children}
    </section>
  );
}

/** Pairs of term and value. */
export function Facts({ items }: { items: [term: ReactNode, value: ReactNode][] }) {
  return (
    <dl className="facts">
      {items.map(([term, value], index) => (
        <div key={index} className="fact">
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
