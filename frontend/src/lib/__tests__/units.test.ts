import { expect, it } from 'vitest';
import { formatVital, VITAL_FORMATS, VITALS } from '../units';

it('never prints a value without its unit', () => {
  for (const vital of VITALS) expect(formatVital(vital, 50, 'en-US')).toContain(VITAL_FORMATS[vital].unit);
});

it('shows pounds and Fahrenheit beside the canonical units, by the exact factors', () => {
  expect(formatVital('weight_kg', 45.359237, 'en-US', { also: true })).toBe('45.4\u00a0kg (100\u00a0lb)');
  expect(formatVital('temperature_c', 37, 'en-US', { also: true })).toBe('37\u00a0°C (98.6\u00a0°F)');
});

it('writes numbers as the language does', () => {
  expect(formatVital('weight_kg', 82.35, 'es-ES')).toBe('82,4\u00a0kg');
});
