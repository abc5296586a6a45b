/**
 * Geometry of a chart: the span of the value axis, the shaded bands of the thresholds, the ticks of the time axis.
 * A high limit shades from itself upwards, a low limit from itself downwards (the limit itself is inside the band).
 */
import { dayInZone } from '@/lib/time';

export interface BandLimits {
  warning_low: number | null;
  warning_high: number | null;
  critical_low: number | null;
  critical_high: number | null;
  /** When the limits were in force, in milliseconds; open ends are null. */
  from: number | null;
  to: number | null;
}

export interface Band {
  tone: 'warning' | 'critical';
  x1: number;
  x2: number;
  y1: number;
  y2: number;
}

const STEPS = [0.5, 1, 2, 5, 10, 20, 50, 100, 200];

/** The value axis: round ticks around all values and the warning limits. */
export function ticksOf(values: number[], limits: BandLimits[]): number[] {
  const marks = [...values];
  for (const limit of limits) {
    for (const value of [limit.warning_low, limit.warning_high]) if (value !== null) marks.push(value);
  }
  if (marks.length === 0) return [0, 1];
  const low = Math.min(...marks);
  const high = Math.max(...marks);
  const step = STEPS.find((candidate) => (high - low) / candidate <= 5) ?? 500;
  const first = Math.floor((low - step / 4) / step);
  const last = Math.ceil((high + step / 4) / step);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

/** The limits that hold at the right edge, to be drawn as labelled lines. */
export function linesOf(limits: BandLimits[], y: [number, number]): LimitLine[] {
  const latest = limits.filter((limit) => limit.to === null).at(-1);
  if (!latest) return [];
  const lines: { tone: 'warning' | 'critical'; value: number | null }[] = [
    { tone: 'critical', value: latest.critical_low }, { tone: 'warning', value: latest.warning_low },
    { tone: 'warning', value: latest.warning_high }, { tone: 'critical', value: latest.critical_high },
  ];
  return lines.filter((line): line is { tone: 'warning' | 'critical'; value: number } => line.value !== null && line.value > y[0] && line.value < y[1]);
}

export interface LimitLine {
  tone: 'warning' | 'critical';
  value: number;
}

/** How far each label moves (pixels, down is positive) so that labels of neighbouring limits do not cover each other. */
export function spread(lines: LimitLine[], y: [number, number], pixels: number, apart = 13): (LimitLine & { dy: number })[] {
  const moved = lines.map((line) => ({ ...line, dy: 0 })).sort((one, other) => one.value - other.value);
  for (const [index, above] of moved.entries()) {
    const below = moved[index - 1];
    if (!below) continue;
    const gap = ((above.value - below.value) / (y[1] - y[0])) * pixels + below.dy - above.dy;
    if (gap < apart) {
      below.dy += (apart - gap) / 2;
      above.dy -= (apart - gap) / 2;
    }
  }
  return moved;
}

export function bandsOf(limits: BandLimits[], x: [number, number], y: [number, number]): Band[] {
  const bands: Band[] = [];
  for (const limit of limits) {
    const x1 = Math.max(x[0], limit.from ?? x[0]);
    const x2 = Math.min(x[1], limit.to ?? x[1]);
    if (x1 >= x2) continue;
    const add = (tone: Band['tone'], from: number | null, to: number | null) => {
      if (from === null || to === null) return;
      const y1 = Math.max(y[0], from);
      const y2 = Math.min(y[1], to);
      if (y1 < y2) bands.push({ tone, x1, x2, y1, y2 });
    };
    add('warning', limit.warning_high, limit.critical_high ?? y[1]);
    add('critical', limit.critical_high, y[1]);
    add('warning', limit.critical_low ?? y[0], limit.warning_low);
    add('critical', y[0], limit.critical_low);
  }
  return bands;
}

const HOUR = 3_600_000;

/** About six local midnights of the patient's zone inside the span. */
export function dayTicks(x: [number, number], zone: string): number[] {
  const days = Math.max(1, Math.round((x[1] - x[0]) / (24 * HOUR)));
  const step = Math.max(1, Math.round(days / 6));
  const ticks: number[] = [];
  let previous = dayInZone(new Date(x[0]), zone);
  // Hour by hour finds every midnight on days of 23, 24 and 25 hours alike.
  let passed = 0;
  for (let at = Math.ceil(x[0] / HOUR) * HOUR; at <= x[1]; at += HOUR) {
    const day = dayInZone(new Date(at), zone);
    if (day !== previous) {
      if (passed % step === 0) ticks.push(at);
      passed += 1;
      previous = day;
    }
  }
  return ticks;
}
