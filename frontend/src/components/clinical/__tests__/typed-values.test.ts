import { describe, expect, it } from 'vitest';
import type { Field } from '@/api/queries/typed-reading';
import { findWrong, readNumber, toBody } from '../typed-values';

const weight: Field = { name: 'weight', vital: 'weight_kg', is_required: true, units: [{ code: 'lb', low: 4.5, high: 1000.8 }, { code: 'kg', low: 2, high: 454 }] };
const pulse: Field = { name: 'pulse', vital: 'pulse', is_required: false, units: [{ code: '/min', low: 30, high: 250 }] };

describe('what somebody types', () => {
  it.each([['72', 72], [' 72.5 ', 72.5], ['98,6', 98.6], ['', null], ['12x', null], ['1.2.3', null], ['1e3', null], ['-4', -4]])('reads %j as %j', (text, value) => {
    expect(readNumber(text)).toBe(value);
  });
  it('judges by the bounds of the chosen unit, and asks only for what is needed', () => {
    expect(findWrong(weight, '500', null)).toBeNull();
    expect(findWrong(weight, '500', 'kg')).toBe('beyond');
    expect(findWrong(weight, '454', 'kg')).toBeNull();
    expect(findWrong(weight, '', null)).toBe('needed');
    expect(findWrong(weight, 'heavy', null)).toBe('noNumber');
    expect(findWrong(pulse, '', null)).toBeNull();
    expect(findWrong(pulse, '29.9', null)).toBe('beyond');
  });
  it('sends the unit where there is a choice, and leaves out what was not typed', () => {
    expect(toBody([weight], { weight: '181,4' }, null)).toEqual({ weight: 181.4, unit: 'lb' });
    expect(toBody([weight], { weight: '82' }, 'kg')).toEqual({ weight: 82, unit: 'kg' });
    expect(toBody([pulse], { pulse: '' }, null)).toEqual({});
  });
});
