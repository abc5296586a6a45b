/** From the series of the API to what charts and tables draw. */
import type { Series } from '@/api/types';
import type { ChartPoint } from '@/components/charts/vital-chart';
import type { BandLimits } from '@/components/charts/bands';
import type { Vital } from '@/lib/units';
import type { Resolution } from '../api/series';

export function pointsOf(series: Series, vital: Vital, resolution: Resolution): ChartPoint[] {
  const own = series.vitals[vital];
  if (!own) return [];
  if (resolution === 'day') {
    return (own.days ?? []).map((day) => ({ at: Date.parse(`${day.date}T12:00:00Z`), value: day.mean, range: [day.min, day.max], n: day.n }));
  }
  return (own.points ?? []).map(([time, value, readingId, state]) => ({ at: Date.parse(time), value, readingId, state }));
}

export function limitsOf(series: Series, vital: Vital): BandLimits[] {
  return series.thresholds
    .filter((limit) => limit.vital === vital)
    .map((limit) => ({
      warning_low: limit.warning_low ?? null,
      warning_high: limit.warning_high ?? null,
      critical_low: limit.critical_low ?? null,
      critical_high: limit.critical_high ?? null,
      from: Date.parse(limit.from) || null,
      to: limit.to ? Date.parse(limit.to) : null,
    }));
}
