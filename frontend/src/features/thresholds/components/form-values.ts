/** Between the text a person types and the numbers the API takes. An empty box is "no limit here". */
import type { Limits, ThresholdLimit } from '@/api/types';
import { VITALS, type Vital } from '@/lib/units';

export const SIDES = ['critical_low', 'warning_low', 'warning_high', 'critical_high'] as const;
export type Side = (typeof SIDES)[number];
export type FormValues = Partial<Record<Vital, Partial<Record<Side, string>>>>;

export function toForm(limits: ThresholdLimit[]): FormValues {
  const values: FormValues = {};
  for (const limit of limits) {
    const row: Partial<Record<Side, string>> = {};
    for (const side of SIDES) {
      const value = limit[side];
      if (value !== null) row[side] = String(value);
    }
    values[limit.vital] = row;
  }
  return values;
}

/** NaN never leaves the form: the inputs only take digits with one comma or point. */
function toNumber(text: string | undefined): number | null {
  const trimmed = (text ?? '').trim().replace(',', '.');
  return trimmed === '' ? null : Number(trimmed);
}

/** Vitals without any limit are left out. */
export function fromForm(values: FormValues): (Limits & { vital: Vital })[] {
  return VITALS.flatMap((vital) => {
    const row = values[vital] ?? {};
    const limits: Limits = {
      critical_low: toNumber(row.critical_low), warning_low: toNumber(row.warning_low),
      warning_high: toNumber(row.warning_high), critical_high: toNumber(row.critical_high),
    };
    return SIDES.some((side) => limits[side] !== null) ? [{ vital, ...limits }] : [];
  });
}
