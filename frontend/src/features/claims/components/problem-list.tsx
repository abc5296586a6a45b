/** What is wrong with a claim, and what the payer's front end said of it, in the server's words. */
import type { Claim } from '../api/claims';

/** Our own problems; the front end's words with them where it did not take the claim in. */
export function ProblemList({ claim }: { claim: Claim }) {
  if (claim.problems.length === 0) return claim.status === 'rejected' ? <PayerWords claim={claim} /> : <span className="muted">—</span>;
  return (
    <ul className="claim-problems">
      {claim.problems.map((one, index) => <li key={`${one.code}-${one.field}-${index}`}>{one.text} <span className="mono small muted">{one.field}</span></li>)}
    </ul>
  );
}

export function PayerWords({ claim }: { claim: Claim }) {
  return (
    <ul className="claim-problems">
      {claim.payer_statuses.map((one, index) => <li key={`${one.category}-${one.code}-${index}`}>{one.text} <span className="mono small muted">{[one.category, one.code, one.entity].filter(Boolean).join(' ')}</span></li>)}
    </ul>
  );
}
