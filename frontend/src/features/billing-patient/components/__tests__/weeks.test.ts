import { describe, expect, it } from 'vitest';
import { listWeeks } from '../weeks';

describe('the weeks of a period', () => {
  it('begin on Sunday and leave out what lies outside', () => {
    const weeks = listWeeks('2026-04-01', '2026-04-30'); // a Wednesday to a Thursday
    expect(weeks[0]).toEqual([null, null, null, '2026-04-01', '2026-04-02', '2026-04-03', '2026-04-04']);
    expect(weeks.at(-1)?.slice(4)).toEqual(['2026-04-30', null, null]);
    expect(weeks.flat().filter(Boolean)).toHaveLength(30);
  });
  it('lose no day at a change of the clock or of the year', () => {
    expect(listWeeks('2026-10-20', '2026-11-18').flat().filter(Boolean)).toHaveLength(30);
    expect(listWeeks('2027-12-20', '2028-01-18').flat().filter(Boolean)).toHaveLength(30);
    expect(listWeeks('2028-02-29', '2028-02-29').flat().filter(Boolean)).toEqual(['2028-02-29']);
  });
});
