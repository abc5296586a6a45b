/** What is wrong with a claim and what the payer's front end said of it, in the server's words. */
import type { Claim } from '../api/claims';

export function ProblemList({ claim }: { claim: Claim }) {
  const said = [
    ...claim.problems.map((one) => ({ key: `${one.code}-${one.field}`, text: one.text, place: one.field })),
    ...claim.payer_statuses.map((one) => ({ key: `${one.category}-${one.code}-${one.entity}`, text: one.text, place: [one.category, one.code, one.entity].filter(Boolean).join(' ') })),
  ];
  if (said.length === 0) return <span className="muted">—</span>;
  return (
    <ul className="claim-problems">
      {said.map((one, index) => <li key={`${one.key}-${index}`}>{one.text} <span className="mono small muted">{one.place}</span></li>)}
    </ul>
  );
}
