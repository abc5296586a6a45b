/** The fields of a reading that is typed in: what was measured, its numbers with unit and bounds, and when. */
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field } from '@/api/queries/typed-reading';
import { TextInput } from '@/components/ui/fields';
import { SelectInput } from '@/components/ui/select';
import { useLocale } from '@/lib/use-locale';
import { MEALS, type ReadingDraft } from './reading-draft';
import { unitOf } from './typed-values';

const UNIT_WORDS: Record<string, string> = { 'mm[Hg]': 'mmHg', degF: '°F', Cel: '°C' };

interface ReadingFieldsProps {
  draft: ReadingDraft;
  /** What the server refused, by the names of its fields. */
  refused: Record<string, string[]>;
  timeHint?: ReactNode;
  children?: ReactNode;
}

/** Whether every field the server named is one of these: what is not must be told elsewhere. */
export function isPlaced(refused: Record<string, string[]>, draft: ReadingDraft, ...others: string[]): boolean {
  const here = ['measured_at', 'unit', 'meal_marker', ...others, ...(draft.chosen?.fields ?? []).map((field) => field.name)];
  const named = Object.keys(refused);
  return named.length > 0 && named.every((name) => here.includes(name));
}

export function ReadingFields({ draft, refused, timeHint, children }: ReadingFieldsProps) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const { chosen, typed, unit, tries } = draft;
  const place = useRef<HTMLDivElement>(null);
  const named = Object.keys(refused).join();
  // On a small screen what is wrong may stand far above the button that was pressed.
  useEffect(() => {
    if (tries || named) place.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [tries, named]);
  if (!chosen) return null;
  const units = chosen.fields.find((field) => field.units.length > 1)?.units ?? [];
  const word = (code: string | undefined) => (code ? UNIT_WORDS[code] ?? code : '');
  const bounds = (field: Field) => {
    const found = unitOf(field, unit);
    return { low: number(found?.low ?? 0, 1), high: number(found?.high ?? 0, 1), unit: word(found?.code) };
  };
  const errorsOf = (field: Field) => {
    const wrong = draft.wrongOf(field);
    if (wrong === 'beyond') return [t('typed.beyond', bounds(field))];
    return wrong ? [t(`common.${wrong}`)] : refused[field.name];
  };
  const wrongTime = draft.wrongTime && t(draft.wrongTime === 'ahead' ? 'typed.ahead' : 'common.needed');
  return (
    <div className="stack" ref={place}>
      <SelectInput label={t('typed.what')} value={chosen.kind} options={draft.kinds.map((one) => ({ value: one.kind, label: t(`kind.${one.kind}`) }))} onChange={draft.setKind} />
      <div className="grid-2">
        {chosen.fields.map((field) => (
          <TextInput key={field.name} inputMode="decimal" autoComplete="off" errors={errorsOf(field)} value={typed[field.name] ?? ''}
            label={`${t(`vital.${field.vital}`)} (${word(unitOf(field, unit)?.code)})${field.is_required ? '' : `, ${t('common.optional')}`}`}
            hint={t('typed.bounds', bounds(field))} onChange={(text) => draft.setValue(field.name, text)} />
        ))}
        {units.length > 1 ? (
          <SelectInput label={t('typed.unit')} value={unit ?? units[0]?.code ?? null} options={units.map(({ code }) => ({ value: code, label: word(code) }))}
            errors={refused.unit} onChange={draft.setUnit} />
        ) : null}
        {chosen.kind === 'glucose' ? (
          <SelectInput label={t('typed.meal')} value={draft.meal} onChange={draft.setMeal} errors={refused.meal_marker}
            options={MEALS.map((value) => ({ value, label: t(`typed.meals.${value}`) }))} />
        ) : null}
        <TextInput label={t('typed.at')} type="datetime-local" value={draft.time} onChange={draft.setTime} hint={timeHint} errors={wrongTime ? [wrongTime] : refused.measured_at} />
        {children}
      </div>
    </div>
  );
}
