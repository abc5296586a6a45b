/** Requests about a patient's readings over time. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Series } from '@/api/types';
import { VITALS } from '@/lib/units';

export const RANGES = { d7: 7, d30: 30, d90: 90, y1: 365 } as const;
export type Range = keyof typeof RANGES;
export type Resolution = 'raw' | 'day';

const DAY = 86_400_000;

export interface SeriesSpan {
  from: number;
  to: number;
}

/** The span ends at the coming full hour, so the query's key stands still between two readings. */
export function spanOfRange(range: Range, now: number): SeriesSpan {
  const to = Math.ceil(now / 3_600_000) * 3_600_000;
  return { from: to - RANGES[range] * DAY, to };
}

export function useSeries(patientId: string, span: SeriesSpan, resolution: Resolution) {
  const query: { vital: string; from: string; to: string; resolution: Resolution } = {
    vital: VITALS.join(','),
    from: new Date(span.from).toISOString(),
    to: new Date(span.to).toISOString(),
    resolution,
  };
  return useQuery({
    queryKey: [...keys.patient(patientId), 'series', query],
    queryFn: ({ signal }) =>
      (unwrap(getClient().GET('/api/v1/patients/{patient_id}/series/', { params: { path: { patient_id: patientId }, query }, signal })) as Promise<Series>),
    placeholderData: keepPreviousData,
  });
}
