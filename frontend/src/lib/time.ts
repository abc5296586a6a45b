/**
 * Dates and durations for people. A patient's readings are shown in the patient's zone with the zone printed, so that
 * 07:30 at home is never read as 07:30 at the practice.
 */
const cache = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  let found = cache.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale, options);
    cache.set(key, found);
  }
  return found;
}

export type TimeStyle = 'datetime' | 'date' | 'time' | 'full' | 'short';

const STYLES: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  datetime: { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' },
  full: { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' },
  date: { year: 'numeric', month: 'short', day: 'numeric' },
  time: { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' },
  short: { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
};

/** An instant in the given IANA zone; all styles but `date` and `short` print the zone. */
export function formatInstant(iso: string, zone: string, locale: string, style: TimeStyle = 'datetime'): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  try {
    return formatter(locale, { ...STYLES[style], timeZone: zone }).format(date);
  } catch {
    // An unknown zone must not take the screen down: print UTC, labelled.
    return formatter(locale, { ...STYLES[style], timeZone: 'UTC', timeZoneName: 'short' }).format(date);
  }
}

/** A calendar date (YYYY-MM-DD) without shifting it through a zone. */
export function formatDate(date: string, locale: string): string {
  const parsed = new Date(`${date.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(parsed.getTime()) ? date : formatter(locale, { ...STYLES.date, timeZone: 'UTC' }).format(parsed);
}

/** The calendar day of an instant in a zone, as YYYY-MM-DD. */
export function dayInZone(at: Date, zone: string): string {
  return formatter('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: zone }).format(at);
}

/** "3 hours ago", "in 4 minutes": the largest whole unit. */
export function formatRelative(iso: string, now: Date, locale: string): string {
  const seconds = Math.round((new Date(iso).getTime() - now.getTime()) / 1000);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ];
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return format.format(Math.abs(seconds) < 10 ? 0 : seconds, 'second');
}

/** A span as digits: "2d 03h", "1h 05m", "04:09". Never negative; the caller says whether it is left or over. */
export function formatSpan(milliseconds: number): string {
  const total = Math.max(0, Math.floor(Math.abs(milliseconds) / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const days = Math.floor(total / 86_400);
  const hours = Math.floor((total % 86_400) / 3_600);
  const minutes = Math.floor((total % 3_600) / 60);
  if (days > 0) return `${days}d ${two(hours)}h`;
  if (hours > 0) return `${hours}h ${two(minutes)}m`;
  return `${two(minutes)}:${two(total % 60)}`;
}

/** The instant a calendar day begins in a zone, `plus` days later; also right on days of 23 and 25 hours. */
export function startOfDay(day: string, zone: string, plus = 0): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`) + plus * 86_400_000;
  const wanted = new Date(midnight).toISOString().slice(0, 10);
  // Zones lie between UTC−12 and UTC+14: the day's first instant is the first half hour there that shows its date.
  for (let at = midnight - 14 * 3_600_000; at <= midnight + 13 * 3_600_000; at += 900_000) {
    if (dayInZone(new Date(at), zone) === wanted) return new Date(at);
  }
  return new Date(midnight);
}
