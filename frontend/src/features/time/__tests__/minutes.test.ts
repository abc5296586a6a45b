import { expect, it } from 'vitest';
import { isWithin, minutesOf, secondsOf } from '../components/minutes';

it('shows seconds as minutes and takes them back unchanged', () => {
  for (const seconds of [60, 90, 100, 180, 300, 1799, 1800, 7200]) expect(secondsOf(minutesOf(seconds))).toBe(seconds);
});

it('takes a comma for a point', () => {
  expect(secondsOf('2,5')).toBe(150);
  expect(secondsOf('2.5')).toBe(150);
});

it('takes no minutes outside the range, and no words', () => {
  expect(['1', '30', '29.99', '5,5'].every((text) => isWithin(text, [1, 30]))).toBe(true);
  expect(['0.5', '30.01', '31', '-5', 'five', '', '1e1'].some((text) => isWithin(text, [1, 30]))).toBe(false);
});
