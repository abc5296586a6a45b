/** How often each ordered kind is measured; what is missing of it is the adherence a nurse sees. */
import { useTranslation } from 'react-i18next';
import { TextInput } from '@/components/ui/fields';
import { ONCE_A_DAY, toldOf, type PartProps, type Rhythm } from './draft';

export function PlanFields({ draft, onChange, errors }: PartProps) {
  const { t } = useTranslation();
  const told = toldOf(errors, 'plans');
  if (draft.kinds.length === 0) return <p className="muted">{t('enrollment.kindNeeded')}</p>;
  return (
    <>
      {draft.kinds.map((kind) => {
        const rhythm = draft.rhythms[kind] ?? ONCE_A_DAY;
        const change = (part: Partial<Rhythm>) => onChange({ rhythms: { ...draft.rhythms, [kind]: { ...rhythm, ...part } } });
        return (
          <fieldset key={kind} className="choices">
            <legend className="field-label">{t(`kind.${kind}`)}</legend>
            <div className="grid-2">
              <TextInput label={t('enrollment.perDay')} inputMode="numeric" pattern="[1-9]|1[0-9]|2[0-4]" value={rhythm.perDay} onChange={(perDay) => change({ perDay })} isRequired />
              <TextInput label={t('enrollment.perWeek')} inputMode="numeric" pattern="[1-7]" value={rhythm.perWeek} onChange={(perWeek) => change({ perWeek })} isRequired />
            </div>
          </fieldset>
        );
      })}
      {told.length > 0 ? <p className="field-error" role="alert">{told.join(' ')}</p> : null}
    </>
  );
}
