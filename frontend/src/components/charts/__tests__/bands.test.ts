import { describe, expect, it } from 'vitest';
import { bandsOf, spread, dayTicks, linesOf, ticksOf, type BandLimits } from '../bands';

const limits: BandLimits = { warning_low: 100, warning_high: 140, critical_low: 90, critical_high: 180, from: null, to: null };

describe('thresholds as bands', () => {
  it('shade from a high limit upwards and from a low limit downwards', () => {
    expect(bandsOf([limits], [0, 10], [80, 200])).toEqual([
      { tone: 'warning', x1: 0, x2: 10, y1: 140, y2: 180 },
      { tone: 'critical', x1: 0, x2: 10, y1: 180, y2: 200 },
      { tone: 'warning', x1: 0, x2: 10, y1: 90, y2: 100 },
      { tone: 'critical', x1: 0, x2: 10, y1: 80, y2: 90 },
    ]);
  });
  it('hold only while they were in force', () => {
    const bands = bandsOf([{ ...limits, to: 4 }, { ...limits, warning_high: 150, from: 4 }], [0, 10], [120, 170]);
    expect(bands.map(({ x1, x2, y1 }) => [x1, x2, y1])).toEqual([[0, 4, 140], [4, 10, 150]]);
  });
  it('reach to the edge when there is no critical limit', () => {
    expect(bandsOf([{ ...limits, critical_high: null, warning_low: null, critical_low: null }], [0, 1], [100, 160])).toEqual([
      { tone: 'warning', x1: 0, x2: 1, y1: 140, y2: 160 },
    ]);
  });
  it('are left out when nothing of them is in sight', () => {
    expect(bandsOf([limits], [0, 1], [110, 130])).toEqual([]);
    expect(bandsOf([{ ...limits, to: 0 }], [5, 9], [80, 200])).toEqual([]);
  });
});

describe('the value axis', () => {
  it('has round ticks around every value and the warning limits', () => {
    expect(ticksOf([118, 166], [limits])).toEqual([80, 100, 120, 140, 160, 180]);
    expect(ticksOf([71.2, 71.9], [])).toEqual([71, 71.5, 72, 72.5].slice(0, ticksOf([71.2, 71.9], []).length));
  });
  it('labels the limits that hold now', () => {
    expect(linesOf([{ ...limits, to: 3 }, { ...limits, warning_high: 150 }], [95, 170])).toEqual([
      { tone: 'warning', value: 100 }, { tone: 'warning', value: 150 },
    ]);
  });
});

describe('the time axis', () => {
  it('marks local midnights, also across a DST night', () => {
    const from = Date.parse('2026-10-30T12:00:00Z');
    const to = Date.parse('2026-11-04T12:00:00Z');
    expect(dayTicks([from, to], 'America/New_York').map((at) => new Date(at).toISOString())).toEqual([
      '2026-10-31T04:00:00.000Z', '2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z', '2026-11-03T05:00:00.000Z', '2026-11-04T05:00:00.000Z',
    ]);
  });
  it('thins out over a long span', () => {
    const to = Date.parse('2026-11-23T00:00:00Z');
    expect(dayTicks([to - 365 * 86_400_000, to], 'America/New_York').length).toBeLessThanOrEqual(7);
  });
});

it('labels of limits that lie close together move apart and keep their order', () => {
  const [low, high, top] = spread([{ tone: 'critical', value: 90 }, { tone: 'warning', value: 100 }, { tone: 'critical', value: 180 }], [50, 250], 150);
  const at = (line: { value: number; dy: number }) => ((line.value - 50) / 200) * 150 - line.dy;
  expect(at(high!) - at(low!)).toBeGreaterThanOrEqual(13);
  expect(top!.dy).toBe(0);
});
