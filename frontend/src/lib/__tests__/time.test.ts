import { describe, expect, it } from 'vitest';
import { dayInZone, formatDate, formatInstant, formatRelative, formatSpan, startOfDay } from '../time';

describe('times are shown in the patient’s zone and labelled', () => {
  it('prints the zone, and its summer name in summer', () => {
    expect(formatInstant('2026-01-15T12:30:00Z', 'America/New_York', 'en-US')).toBe('Jan 15, 07:30 AM EST');
    expect(formatInstant('2026-07-15T12:30:00Z', 'America/New_York', 'en-US')).toBe('Jul 15, 08:30 AM EDT');
  });
  it('falls back to labelled UTC when the zone is unknown', () => {
    expect(formatInstant('2026-01-15T12:30:00Z', 'Mars/Olympus', 'en-US')).toBe('Jan 15, 12:30 PM UTC');
  });
  it('keeps what it cannot read', () => {
    expect(formatInstant('soon', 'UTC', 'en-US')).toBe('soon');
  });
  it('does not shift a birth date by the zone of the reader', () => {
    expect(formatDate('1961-09-02', 'en-US')).toBe('Sep 2, 1961');
  });
});

describe('spans', () => {
  it('counts in the largest useful units', () => {
    expect(formatSpan(249_000)).toBe('04:09');
    expect(formatSpan(3_900_000)).toBe('1h 05m');
    expect(formatSpan(183_600_000)).toBe('2d 03h');
  });
  it('says how far over in the same way', () => {
    expect(formatSpan(-249_000)).toBe('04:09');
  });
  it('speaks of the past and the future', () => {
    const now = new Date('2026-11-23T12:00:00Z');
    expect(formatRelative('2026-11-23T09:00:00Z', now, 'en-US')).toBe('3 hr. ago');
    expect(formatRelative('2026-11-23T12:00:03Z', now, 'en-US')).toBe('now');
    expect(formatRelative('2026-11-24T12:30:00Z', now, 'en-US')).toBe('tomorrow');
  });
});

describe('a calendar day begins', () => {
  it('at midnight of its zone, on ordinary days and on both DST nights', () => {
    expect(startOfDay('2026-11-23', 'America/New_York').toISOString()).toBe('2026-11-23T05:00:00.000Z');
    expect(startOfDay('2026-03-08', 'America/New_York', 1).toISOString()).toBe('2026-03-09T04:00:00.000Z');
    expect(startOfDay('2026-11-01', 'America/New_York', 1).toISOString()).toBe('2026-11-02T05:00:00.000Z');
  });
  it('when the clock jumps over midnight', () => {
    expect(dayInZone(startOfDay('2026-04-24', 'Africa/Cairo'), 'Africa/Cairo')).toBe('2026-04-24');
  });
});
