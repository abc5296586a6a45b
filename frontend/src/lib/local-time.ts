/** Times as a form field holds them (`YYYY-MM-DDTHH:mm` on the wall clock of a zone) and as instants. */

/** What the wall clock of a zone shows at an instant. */
export function toField(at: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone,
  }).formatToParts(at);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}`;
}

/**
 * The instant at which a zone's wall clock shows a field's value; null for none. Of an hour that comes twice the first,
 * of one that is skipped the moment after the jump.
 */
export function fromField(value: string, zone: string): Date | null {
  const wanted = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(value) ? Date.parse(`${value}:00Z`) : Number.NaN;
  if (Number.isNaN(wanted)) return null;
  const shows = (at: number) => Date.parse(`${toField(new Date(at), zone)}:00Z`);
  const offsets = [-24, 24].map((hours) => shows(wanted + hours * 3_600_000) - (wanted + hours * 3_600_000));
  const found = offsets.map((offset) => wanted - offset).filter((at) => shows(at) === wanted);
  return new Date(found.length ? Math.min(...found) : wanted - Math.min(...offsets));
}
