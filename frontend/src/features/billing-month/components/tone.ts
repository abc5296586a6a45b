/** How a state of money is coloured, the same in every list. */
import type { Entry } from '../api/month';

export function toneOf(bucket: Entry['bucket']): 'warning' | 'good' | 'plain' {
  if (bucket === 'blocked' || bucket === 'denied') return 'warning';
  return bucket === 'paid' ? 'good' : 'plain';
}
