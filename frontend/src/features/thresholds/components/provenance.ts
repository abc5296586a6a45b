/** Which publication states a limit that is in force. A limit somebody set has no publication: it stands on their judgement. */
import type { Limits, ThresholdSource } from '@/api/types';
import type { Vital } from '@/lib/units';
import { SIDES, type Side } from './form-values';

export interface SideSource {
  side: Side;
  source: ThresholdSource;
}

export function sourceOf(sources: ThresholdSource[], vital: Vital, side: Side, value: number): ThresholdSource | null {
  const [severity, direction] = side.split('_');
  return sources.find((one) => one.vital === vital && one.severity === severity && one.direction === direction && one.value === value) ?? null;
}

/** The sources of every limit of a vital that still has its shipped value. */
export function sourcesOf(sources: ThresholdSource[], vital: Vital, limits: Partial<Limits> | undefined): SideSource[] {
  return SIDES.flatMap((side) => {
    const value = limits?.[side];
    const source = value === null || value === undefined ? null : sourceOf(sources, vital, side, value);
    return source ? [{ side, source }] : [];
  });
}
