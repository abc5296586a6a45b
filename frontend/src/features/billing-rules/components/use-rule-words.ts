/** Parts of the rules in words: what a code needs, a program, a kind, how sure a source is. Unknown words are shown as they are. */
import { useTranslation } from 'react-i18next';
import en from '@/lib/locales/en';
import { useLocale } from '@/lib/use-locale';

const PROGRAMS = ['rpm', 'rtm', 'rtm_respiratory', 'rtm_musculoskeletal', 'rtm_cognitive'] as const;
const KINDS = ['setup', 'supply', 'time', 'time_addon', 'clinician_time'] as const;
const MARKS = ['A', 'B', 'C'] as const;
const [VALUES, ACTIVITIES, PROFESSIONS] = [listKeys(en.rules.values), listKeys(en.time.activity), listKeys(en.time.profession)];

export function useRuleWords() {
  const { t } = useTranslation();
  const { date, number } = useLocale();
  const plain = (word: string) => word.replaceAll('_', ' ');
  const said = (word: string) => {
    const [value, activity, profession] = [VALUES.find((one) => one === word), ACTIVITIES.find((one) => one === word), PROFESSIONS.find((one) => one === word)];
    if (value) return t(`rules.values.${value}`);
    if (activity) return t(`time.activity.${activity}`);
    return profession ? t(`time.profession.${profession}`) : plain(word);
  };
  return {
    needs: (needs: Record<string, unknown> | null) => {
      if (!needs) return '—';
      const of = (key: string) => (typeof needs[key] === 'number' ? needs[key] : null);
      const [least, most, minutes, step] = [of('min_days'), of('max_days'), of('min_minutes'), of('step_minutes')];
      return [
        least !== null && most !== null ? t('rules.daysBetween', { least: number(least), most: number(most) }) : null,
        least !== null && most === null ? t('rules.daysFrom', { least: number(least) }) : null,
        minutes !== null ? t('rules.minutesFrom', { minutes: number(minutes) }) : null,
        step !== null ? t('rules.eachFurther', { minutes: number(step) }) : null,
      ].filter(Boolean).join(', ') || '—';
    },
    program: (name: string) => {
      const known = PROGRAMS.find((one) => one === name);
      return known ? t(`rules.programs.${known}`) : plain(name);
    },
    kind: (name: string) => {
      const known = KINDS.find((one) => one === name);
      return known ? t(`rules.kinds.${known}`) : plain(name);
    },
    mark: (name: string) => {
      const known = MARKS.find((one) => one === name);
      return known ? t(`rules.marks.${known}`) : name;
    },
    span: (from: string | null, to: string | null) => {
      if (from && to) return t('rules.fromTo', { from: date(from), to: date(to) });
      if (from) return t('rules.fromOn', { from: date(from) });
      return to ? t('rules.until', { to: date(to) }) : t('rules.always');
    },
    value: (value: unknown): string => {
      if (value === null || value === undefined) return '—';
      if (Array.isArray(value)) return value.map((one) => said(String(one))).join(', ');
      if (typeof value === 'boolean') return value ? t('common.yes') : t('common.no');
      return typeof value === 'string' || typeof value === 'number' ? said(String(value)) : JSON.stringify(value);
    },
  };
}

function listKeys<T extends object>(words: T): (keyof T)[] {
  return Object.keys(words) as (keyof T)[];
}
