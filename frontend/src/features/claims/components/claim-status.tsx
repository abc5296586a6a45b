/** A claim's or batch's state as a word with its tone. */
import { useTranslation } from 'react-i18next';
import { Tag } from '@/components/ui/badges';
import { CLAIM_STATUSES, type ClaimStatus } from '../api/claims';

const GOOD = new Set<string>(['paid', 'accepted']);
const BAD = new Set<string>(['blocked', 'rejected', 'denied', 'part', 'reversed']);
const STRONG = new Set<string>(['ready', 'built']);
const BATCH_STATUSES = ['built', 'submitted', 'received', 'accepted', 'part', 'rejected', 'cancelled'] as const;
const OUTCOMES = ['paid', 'part', 'denied', 'reversed'] as const;

function toneOf(status: string): 'good' | 'warning' | 'strong' | 'plain' {
  return GOOD.has(status) ? 'good' : BAD.has(status) ? 'warning' : STRONG.has(status) ? 'strong' : 'plain';
}

export function ClaimStatusTag({ status }: { status: ClaimStatus }) {
  const { t } = useTranslation();
  return <Tag tone={toneOf(status)}>{t(`claims.status.${CLAIM_STATUSES.find((one) => one === status) ?? 'submitted'}`)}</Tag>;
}

export function BatchStatusTag({ status }: { status: string }) {
  const { t } = useTranslation();
  const known = BATCH_STATUSES.find((one) => one === status);
  return <Tag tone={toneOf(status)}>{known ? t(`batches.status.${known}`) : status}</Tag>;
}

/** What a payer decided of a line; nothing while it has not. */
export function OutcomeTag({ outcome }: { outcome: string }) {
  const { t } = useTranslation();
  const known = OUTCOMES.find((one) => one === outcome);
  return known ? <Tag tone={toneOf(known)}>{t(`claims.outcome.${known}`)}</Tag> : <span className="muted">—</span>;
}
