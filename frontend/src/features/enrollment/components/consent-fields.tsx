/** The consent: how it was given, to which text, what was said, and what else it covers. Nothing is ticked beforehand. */
import { useTranslation } from 'react-i18next';
import { CheckBox, RadioField } from '@/components/ui/fields';
import { SelectInput } from '@/components/ui/select';
import { NOTICES, SCOPES, useConsentTexts } from '../api/enrollment';
import { listCurrent, type PartProps } from './draft';

const NO_TEXT = 'none';
const LANGUAGES: Record<string, string> = { en: 'English', es: 'Español' };

export function ConsentFields({ draft, onChange, errors, today }: PartProps & { today: string }) {
  const { t } = useTranslation();
  const texts = listCurrent(useConsentTexts().data ?? [], today);
  const chosen = texts.find((one) => one.id === draft.textId);
  const toggled = <T,>(all: readonly T[], some: readonly T[], one: T, isOn: boolean) => all.filter((each) => (each === one ? isOn : some.includes(each)));
  return (
    <>
      <p className="small muted">{t('enrollment.consentLead')}</p>
      <div className="grid-2">
        <RadioField label={t('enrollment.method')} value={draft.method} onChange={(method) => onChange({ method })}
          options={(['verbal', 'written'] as const).map((value) => ({ value, label: t(`enrollment.methods.${value}`) }))} />
        {texts.length > 0 ? (
          <SelectInput label={t('enrollment.text')} value={draft.textId || NO_TEXT} onChange={(id) => onChange({ textId: id === NO_TEXT ? '' : id })} errors={errors['consent.text_id']}
            options={[{ value: NO_TEXT, label: t('enrollment.noText') }, ...texts.map((one) => ({ value: one.id, label: `${one.version} · ${LANGUAGES[one.language] ?? one.language}` }))]} />
        ) : null}
      </div>
      {chosen ? <blockquote className="consent-text" lang={chosen.language}>{chosen.body}</blockquote> : null}
      <fieldset className="choices">
        <legend className="field-label">{t('enrollment.said')}</legend>
        {NOTICES.map((notice) => (
          <CheckBox key={notice} isSelected={draft.notices.includes(notice)} onChange={(isOn) => onChange({ notices: toggled(NOTICES, draft.notices, notice, isOn) })}>{t(`enrollment.notices.${notice}`)}</CheckBox>
        ))}
      </fieldset>
      <fieldset className="choices">
        <legend className="field-label">{t('enrollment.alsoCovers')}</legend>
        {SCOPES.map((scope) => (
          <CheckBox key={scope} isSelected={draft.scopes.includes(scope)} onChange={(isOn) => onChange({ scopes: toggled(SCOPES, draft.scopes, scope, isOn) })}>{t(`enrollment.scopes.${scope}`)}</CheckBox>
        ))}
      </fieldset>
    </>
  );
}
