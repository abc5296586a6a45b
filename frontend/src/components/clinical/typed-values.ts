/** What was typed, as numbers: read as people write them, and judged by the bounds the server tells. */
import type { Field, TypedBody } from '@/api/queries/typed-reading';

export type Typed = Partial<Record<string, string>>;
export type Wrong = 'needed' | 'noNumber' | 'beyond';

/** A number with a point or a comma; null for anything else. */
export function readNumber(text: string): number | null {
  const trimmed = text.trim();
  return /^-?\d+([.,]\d+)?$/.test(trimmed) ? Number(trimmed.replace(',', '.')) : null;
}

/** The unit chosen for a field, or its first. */
export function unitOf(field: Field, chosen: string | null): Field['units'][number] | undefined {
  return field.units.find((unit) => unit.code === chosen) ?? field.units[0];
}

export function findWrong(field: Field, text: string, chosen: string | null): Wrong | null {
  if (!text.trim()) return field.is_required ? 'needed' : null;
  const value = readNumber(text);
  if (value === null) return 'noNumber';
  const unit = unitOf(field, chosen);
  return unit && (value < unit.low || value > unit.high) ? 'beyond' : null;
}

/** The numbers of a body, with the unit where there is a choice. */
export function toBody(fields: readonly Field[], typed: Typed, chosen: string | null): TypedBody {
  const body: TypedBody = {};
  for (const field of fields) {
    const value = readNumber(typed[field.name] ?? '');
    if (value === null) continue;
    body[field.name] = value;
    if (field.units.length > 1) body.unit = unitOf(field, chosen)?.code ?? '';
  }
  return body;
}
