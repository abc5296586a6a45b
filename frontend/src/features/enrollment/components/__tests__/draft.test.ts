import { describe, expect, it } from 'vitest';
import type { ConsentText } from '../../api/enrollment';
import { listCurrent, readCodes, startDraft, toldOf, toRequest } from '../draft';

const text = (id: string, language: 'en' | 'es', valid_from: string): ConsentText => ({ id, version: id, language, body: id, valid_from });

describe('the enrolment that is filled in', () => {
  it('reads codes as one types them', () => {
    expect(readCodes(' i10, e11.9;I50.9  j44.1 ')).toEqual(['I10', 'E11.9', 'I50.9', 'J44.1']);
    expect(readCodes(' ; ')).toEqual([]);
  });
  it('offers of each language the newest text that holds already, in whatever order they come', () => {
    const texts = [text('next', 'en', '2026-12-01'), text('new', 'en', '2026-06-01'), text('old', 'en', '2026-01-01'), text('viejo', 'es', '2025-01-01')];
    expect(listCurrent(texts, '2026-11-29').map(({ id }) => id).sort()).toEqual(['new', 'viejo']);
    expect(listCurrent([...texts].reverse(), '2026-12-01').map(({ id }) => id).sort()).toEqual(['next', 'viejo']);
  });
  it('sends what is optional only where it is given', () => {
    const plain = toRequest(startDraft('2026-11-29'), false);
    expect(plain).not.toHaveProperty('evidence');
    expect(plain.order).not.toHaveProperty('expires_on');
    expect(plain.consent).toEqual({ method: 'verbal', scopes: ['monitoring'], notices: [] });
    expect(plain.episode).toEqual({ start_reason: 'enrolled' });
    const whole = toRequest({ ...startDraft('2026-11-29'), expiresOn: '2027-11-29', textId: 'new', scopes: ['sms'], evidence: 'em_visit', visitDate: '2026-10-01' }, true);
    expect(whole).toMatchObject({
      order: { ordered_on: '2026-11-29', expires_on: '2027-11-29' }, consent: { scopes: ['monitoring', 'sms'], text_id: 'new' },
      evidence: { kind: 'em_visit', visit_date: '2026-10-01' }, episode: { start_reason: 'reenrolled' },
    });
  });
  it('finds what was said of a field and of its values, and of no field that only begins alike', () => {
    expect(toldOf({ plans: ['a'], 'plans.0.kind': ['b'], 'plans.1.kind': ['b'], plansX: ['c'] }, 'plans')).toEqual(['a', 'b']);
  });
});
