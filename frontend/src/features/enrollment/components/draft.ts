/** What the enrolment form holds while somebody fills it in, and the request it becomes. */
import type { ConsentText, EnrollInput, Evidence, Kind, Notice, Scope } from '../api/enrollment';

export interface Rhythm {
  perDay: string;
  perWeek: string;
}

export interface Draft {
  orderedBy: string;
  npi: string;
  orderedOn: string;
  expiresOn: string;
  diagnoses: string;
  kinds: Kind[];
  rhythms: Partial<Record<Kind, Rhythm>>;
  method: 'verbal' | 'written';
  scopes: Scope[];
  notices: Notice[];
  textId: string;
  evidence: Evidence | 'none';
  visitDate: string;
}

/** What each part of the form gets. */
export interface PartProps {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
  errors: Record<string, string[]>;
}

export const ONCE_A_DAY: Rhythm = { perDay: '1', perWeek: '7' };

export function startDraft(today: string): Draft {
  return {
    orderedBy: '', npi: '', orderedOn: today, expiresOn: '', diagnoses: '', kinds: ['blood_pressure'], rhythms: {}, method: 'verbal', scopes: [], notices: [], textId: '', evidence: 'none', visitDate: '',
  };
}

/** ICD-10-CM codes as one types them: in any case, parted by commas, semicolons or spaces. */
export function readCodes(text: string): string[] {
  return text.toUpperCase().split(/[\s,;]+/).filter(Boolean);
}

export function toRequest(draft: Draft, isAgain: boolean): EnrollInput {
  return {
    order: {
      ordered_by_name: draft.orderedBy.trim(), ordering_npi: draft.npi.trim(), ordered_on: draft.orderedOn, vitals: draft.kinds, diagnoses: readCodes(draft.diagnoses),
      ...(draft.expiresOn ? { expires_on: draft.expiresOn } : {}),
    },
    consent: { method: draft.method, scopes: ['monitoring', ...draft.scopes], notices: draft.notices, ...(draft.textId ? { text_id: draft.textId } : {}) },
    ...(draft.evidence === 'none' ? {} : { evidence: { kind: draft.evidence, ...(draft.visitDate ? { visit_date: draft.visitDate } : {}) } }),
    episode: { start_reason: isAgain ? 'reenrolled' : 'enrolled' },
    plans: draft.kinds.map((kind) => {
      const rhythm = draft.rhythms[kind] ?? ONCE_A_DAY;
      return { kind, times_per_day: Number(rhythm.perDay), days_per_week: Number(rhythm.perWeek) };
    }),
  };
}

/** What was said of a field and, for a list, of each of its values (`order.diagnoses.0`). */
export function toldOf(errors: Record<string, string[]>, field: string): string[] {
  return [...new Set(Object.entries(errors).flatMap(([name, texts]) => (name === field || name.startsWith(`${field}.`) ? texts : [])))];
}

/** Of each language the newest version of the text that holds already. */
export function listCurrent(texts: readonly ConsentText[], today: string): ConsentText[] {
  const newest = new Map<string, ConsentText>();
  for (const text of [...texts].sort((a, b) => a.valid_from.localeCompare(b.valid_from))) if (text.valid_from <= today) newest.set(text.language, text);
  return [...newest.values()];
}
