/** A reading while it is typed in: its kind, the numbers as they were written, their unit, and when. What is sent is made of it. */
import { useState } from 'react';
import type { Field, Kind, TypedBody } from '@/api/queries/typed-reading';
import { fromField, toField } from '@/lib/local-time';
import { useNow } from '@/lib/use-now';
import { findWrong, toBody, type Typed, type Wrong } from './typed-values';

export const MEALS = ['fasting', 'pre_meal', 'post_meal', 'bedtime', 'unknown'] as const;
export type Meal = (typeof MEALS)[number];
/** A form holds minutes; the minute that runs is not ahead. */
const MINUTE = 60_000;

interface DraftOptions {
  kinds: readonly Kind[];
  /** Whose wall clock the time is read from. */
  zone: string;
  /** A time ahead is held back here already; otherwise the server alone judges it. */
  refusesAhead?: boolean;
  /** Something is being changed: what the server said of the last try is not true any more. */
  onChange: () => void;
}

export interface ReadingDraft {
  kinds: readonly Kind[];
  chosen: Kind | undefined;
  typed: Typed;
  unit: string | null;
  meal: Meal;
  /** What the time's field holds, and the instant that is (null: none). */
  time: string;
  at: Date | null;
  /** How often it was to be sent; what is wrong is told from the first time on. */
  tries: number;
  wrongOf: (field: Field) => Wrong | null;
  wrongTime: 'needed' | 'ahead' | null;
  isTyped: boolean;
  setKind: (kind: Kind['kind']) => void;
  setValue: (name: string, text: string) => void;
  setUnit: (code: string) => void;
  setMeal: (meal: Meal) => void;
  setTime: (time: string) => void;
  /** What to send; null while something is wrong, which is then told at its field. */
  take: () => { path: string; body: TypedBody } | null;
  clear: () => void;
}

export function useReadingDraft({ kinds, zone, refusesAhead = false, onChange }: DraftOptions): ReadingDraft {
  const now = useNow(15_000);
  const [kind, setKind] = useState<Kind['kind']>(kinds[0]?.kind ?? 'blood_pressure');
  const [typed, setTyped] = useState<Typed>({});
  const [unit, setUnit] = useState<string | null>(null);
  const [meal, setMeal] = useState<Meal>('unknown');
  const [time, setTime] = useState<string | null>(null);
  // Of a time nobody changed: the moment it was first sent. A second try after a lost answer is the same reading, not one more.
  const [sentAt, setSentAt] = useState<Date | null>(null);
  const [tries, setTries] = useState(0);
  const chosen = kinds.find((one) => one.kind === kind);
  const at = time === null ? sentAt ?? now : fromField(time, zone);
  const findWrongTime = () => (at === null ? 'needed' : refusesAhead && at.getTime() > now.getTime() + MINUTE ? 'ahead' : null);
  const clear = () => { setTyped({}); setTime(null); setSentAt(null); setTries(0); };
  const change = <T,>(set: (value: T) => void) => (value: T) => { onChange(); set(value); };
  return {
    kinds, chosen, typed, unit, meal, at, tries,
    time: time ?? toField(sentAt ?? now, zone),
    wrongOf: (field) => (tries ? findWrong(field, typed[field.name] ?? '', unit) : null),
    wrongTime: tries ? findWrongTime() : null,
    isTyped: Object.values(typed).some((text) => text?.trim()),
    setKind: change((next) => { setKind(next); setTyped({}); setUnit(null); setSentAt(null); setTries(0); }),
    setValue: (name, text) => { onChange(); setTyped({ ...typed, [name]: text }); },
    setUnit: change(setUnit),
    setMeal: change(setMeal),
    setTime: change(setTime),
    take: () => {
      setTries(tries + 1);
      if (!chosen || !at || findWrongTime() || chosen.fields.some((field) => findWrong(field, typed[field.name] ?? '', unit))) return null;
      const measured = time === null ? sentAt ?? new Date() : at;
      if (time === null) setSentAt(measured);
      return {
        path: chosen.path,
        body: { measured_at: measured.toISOString(), ...toBody(chosen.fields, typed, unit), ...(kind === 'glucose' ? { meal_marker: meal } : {}) },
      };
    },
    clear,
  };
}
