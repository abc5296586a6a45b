/** Times on screen: the zone is printed, the machine-readable instant is in the element. */
import { useLocale } from '@/lib/use-locale';
import { useNow } from '@/lib/use-now';
import type { TimeStyle } from '@/lib/time';

export function Instant({ at, zone, style = 'datetime' }: { at: string | null | undefined; zone: string; style?: TimeStyle }) {
  const { instant } = useLocale();
  if (!at) return <span className="muted">—</span>;
  return <time dateTime={at} title={instant(at, zone, 'full')}>{instant(at, zone, style)}</time>;
}

/** How long ago, with the labelled time as tooltip. */
export function Ago({ at, zone }: { at: string | null | undefined; zone: string }) {
  const { relative, instant } = useLocale();
  const now = useNow(15_000);
  if (!at) return <span className="muted">—</span>;
  return <time dateTime={at} title={instant(at, zone, 'full')}>{relative(at, now)}</time>;
}

export function Day({ date }: { date: string | null | undefined }) {
  const { date: format } = useLocale();
  if (!date) return <span className="muted">—</span>;
  return <time dateTime={date}>{format(date)}</time>;
}
