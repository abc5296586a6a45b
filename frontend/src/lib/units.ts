/**
 * How vitals and their units are printed. The server speaks canonical units (UCUM); a value never appears without
 * one, and weight and temperature show the customary US unit beside the canonical one.
 */
export const VITALS = [
  'systolic', 'diastolic', 'pulse', 'spo2', 'weight_kg', 'glucose_mg_dl', 'temperature_c', 'respiratory_rate',
] as const;
export type Vital = (typeof VITALS)[number];

interface VitalFormat {
  unit: string;
  ucum: string;
  decimals: number;
  /** The customary unit beside the canonical one, by published factor. */
  also?: { unit: string; decimals: number; convert: (value: number) => number };
}

export const VITAL_FORMATS: Record<Vital, VitalFormat> = {
  systolic: { unit: 'mmHg', ucum: 'mm[Hg]', decimals: 0 },
  diastolic: { unit: 'mmHg', ucum: 'mm[Hg]', decimals: 0 },
  pulse: { unit: '/min', ucum: '/min', decimals: 0 },
  spo2: { unit: '%', ucum: '%', decimals: 0 },
  weight_kg: { unit: 'kg', ucum: 'kg', decimals: 1, also: { unit: 'lb', decimals: 1, convert: (kg) => kg / 0.45359237 } },
  glucose_mg_dl: { unit: 'mg/dL', ucum: 'mg/dL', decimals: 0 },
  temperature_c: { unit: '°C', ucum: 'Cel', decimals: 1, also: { unit: '°F', decimals: 1, convert: (c) => (c * 9) / 5 + 32 } },
  respiratory_rate: { unit: '/min', ucum: '/min', decimals: 0 },
};

export function formatNumber(value: number, locale: string, decimals: number): string {
  return new Intl.NumberFormat(locale, { minimumFractionDigits: 0, maximumFractionDigits: decimals }).format(value);
}

/** "142 mmHg"; with `also`, "82.3 kg (181.4 lb)". A number and its unit are never torn apart by a line's end. */
export function formatVital(vital: Vital, value: number, locale: string, options: { also?: boolean } = {}): string {
  const format = VITAL_FORMATS[vital];
  const main = `${formatNumber(value, locale, format.decimals)}\u00a0${format.unit}`;
  if (!options.also || !format.also) return main;
  return `${main} (${formatNumber(format.also.convert(value), locale, format.also.decimals)}\u00a0${format.also.unit})`;
}
