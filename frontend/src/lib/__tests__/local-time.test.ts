import { describe, expect, it } from 'vitest';
import { fromField, toField } from '../local-time';

const NEW_YORK = 'America/New_York';

describe('times of a form', () => {
  it.each(['2026-01-15T12:00:00Z', '2026-07-15T03:59:00Z', '2026-03-08T06:59:00Z', '2026-03-08T07:00:00Z', '2026-11-01T03:30:00Z', '2026-12-01T04:59:00Z'])('%s comes back', (iso) => {
    expect(fromField(toField(new Date(iso), NEW_YORK), NEW_YORK)?.toISOString()).toBe(iso.replace('Z', '.000Z'));
  });
  it('of an hour that comes twice the first is meant', () => {
    expect(fromField('2026-11-01T01:30', NEW_YORK)?.toISOString()).toBe('2026-11-01T05:30:00.000Z');
  });
  it('an hour that is skipped lies after the jump', () => {
    expect(fromField('2026-03-08T02:30', NEW_YORK)?.toISOString()).toBe('2026-03-08T07:30:00.000Z');
  });
  it('nothing is no time', () => {
    expect(fromField('', NEW_YORK)).toBeNull();
  });
});
