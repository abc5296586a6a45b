/** Between the text a person types and the numbers the API takes. An empty box is "no limit here". */
import type { Limits, ThresholdRules } from '@/api/types';
import { VITALS, type Vital } from '@/lib/units';

export const SIDES = ['critical_low', 'warning_low', 'warning_high', 'critical_high'] as const;
export type Side = (typeof SIDES)[number];
export type RowText = Record<Side, string>;
/** A vital that is present is set here as a whole; an absent one follows the practice. */
export type FormValues = Partial<Record<Vital, RowText>>;

export function toRow(limits: Partial<Limits> | undefined): RowText {
  const text = (side: Side) => {
    const value = limits?.[side];
    return value === null || value === undefined ? '' : String(value);
  };
  return { critical_low: text('critical_low'), warning_low: text('warning_low'), warning_high: text('warning_high'), critical_high: text('critical_high') };
}

export function toForm(rules: ThresholdRules | null, vitals: readonly Vital[]): FormValues {
  return Object.fromEntries(vitals.map((vital) => [vital, toRow(rules?.limits[vital])]));
}

/** NaN never leaves the form: the inputs only take digits with one comma or point. */
function toNumber(text: string): number | null {
  const trimmed = text.trim().replace(',', '.');
  return trimmed === '' ? null : Number(trimmed);
}

export function fromForm(values: FormValues): ThresholdRules['limits'] {
  const limits: ThresholdRules['limits'] = {};
  for (const vital of VITALS) {
    const row = values[vital];
    if (!row) continue;
    limits[vital] = {
      critical_low: toNumber(row.critical_low), warning_low: toNumber(row.warning_low),
      warning_high: toNumber(row.warning_high), critical_high: toNumber(row.critical_high),
    };
  }
  return limits;
}
