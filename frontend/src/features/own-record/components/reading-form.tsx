/** Typing in one reading: what was measured, its numbers with unit and bounds, and when. The time is now until somebody changes it. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { useLeaveGuard } from '@/components/ui/leave-guard';
import { Problem } from '@/components/ui/problem';
import { SelectInput } from '@/components/ui/select';
import { Instant } from '@/components/ui/time';
import { fromField, toField } from '@/lib/local-time';
import { useLocale } from '@/lib/use-locale';
import { useNow } from '@/lib/use-now';
import { useTypeReading, type Field, type Kind, type OwnRecord } from '../api/own-record';
import { findWrong, toBody, unitOf, type Typed } from './typed-values';

const MEALS = ['fasting', 'pre_meal', 'post_meal', 'bedtime', 'unknown'] as const;
const UNIT_WORDS: Record<string, string> = { 'mm[Hg]': 'mmHg', degF: '°F', Cel: '°C' };
/** The wall clock in front of whoever types. */
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function ReadingForm({ own }: { own: OwnRecord }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const now = useNow(15_000);
  const send = useTypeReading();
  const [kind, setKind] = useState<Kind['kind']>(own.kinds[0]?.kind ?? 'blood_pressure');
  const [typed, setTyped] = useState<Typed>({});
  const [unit, setUnit] = useState<string | null>(null);
  const [meal, setMeal] = useState<(typeof MEALS)[number]>('unknown');
  const [time, setTime] = useState<string | null>(null);
  const [isTried, setTried] = useState(false);
  const { guard } = useLeaveGuard(Object.values(typed).some((text) => text?.trim()));
  const chosen = own.kinds.find((one) => one.kind === kind);
  if (!chosen) return null;
  const units = chosen.fields.find((field) => field.units.length > 1)?.units ?? [];
  const fields = send.isError ? toApiError(send.error).fields : {};
  const word = (code: string | undefined) => (code ? UNIT_WORDS[code] ?? code : '');
  const bounds = (field: Field) => {
    const found = unitOf(field, unit);
    return { low: number(found?.low ?? 0, 1), high: number(found?.high ?? 0, 1), unit: word(found?.code) };
  };
  const errorsOf = (field: Field) => {
    const wrong = isTried ? findWrong(field, typed[field.name] ?? '', unit) : null;
    if (wrong === 'beyond') return [t('own.beyond', bounds(field))];
    return wrong ? [t(`common.${wrong}`)] : fields[field.name];
  };
  const at = time === null ? null : fromField(time, ZONE);
  const noTime = time !== null && at === null;
  const begin = (part: () => void) => { if (!send.isPending) send.reset(); part(); };
  const submit = () => {
    setTried(true);
    if (noTime || chosen.fields.some((field) => findWrong(field, typed[field.name] ?? '', unit))) return;
    send.mutate(
      {
        path: chosen.path,
        body: {
          patient_id: own.id, measured_at: (at ?? new Date()).toISOString(), ...toBody(chosen.fields, typed, unit),
          ...(kind === 'glucose' ? { meal_marker: meal } : {}),
        },
      },
      { onSuccess: () => { setTyped({}); setTime(null); setTried(false); } },
    );
  };
  return (
    <Card title={t('own.type')}>
      <Form className="stack" onSubmit={submit}>
        {guard}
        <p className="small muted">{t('own.typeLead')}</p>
        <SelectInput label={t('own.what')} value={kind} options={own.kinds.map((one) => ({ value: one.kind, label: t(`kind.${one.kind}`) }))}
          onChange={(next) => begin(() => { setKind(next); setTyped({}); setUnit(null); setTried(false); })} />
        <div className="grid-2">
          {chosen.fields.map((field) => (
            <TextInput key={field.name} inputMode="decimal" autoComplete="off" errors={errorsOf(field)} value={typed[field.name] ?? ''}
              label={`${t(`vital.${field.vital}`)} (${word(unitOf(field, unit)?.code)})${field.is_required ? '' : `, ${t('common.optional')}`}`}
              hint={t('own.bounds', bounds(field))} onChange={(text) => begin(() => setTyped({ ...typed, [field.name]: text }))} />
          ))}
          {units.length > 1 ? (
            <SelectInput label={t('own.unit')} value={unit ?? units[0]?.code ?? null} options={units.map(({ code }) => ({ value: code, label: word(code) }))}
              errors={fields.unit} onChange={(code) => begin(() => setUnit(code))} />
          ) : null}
          {kind === 'glucose' ? <SelectInput label={t('own.meal')} value={meal} onChange={setMeal} options={MEALS.map((value) => ({ value, label: t(`own.meals.${value}`) }))} /> : null}
          <TextInput label={t('own.at')} type="datetime-local" value={time ?? toField(now, ZONE)} onChange={(text) => begin(() => setTime(text))}
            errors={isTried && noTime ? [t('common.needed')] : fields.measured_at} />
        </div>
        {send.isError && Object.keys(fields).length === 0 ? <Problem error={send.error} /> : null}
        <div className="row">
          <Button type="submit" kind="primary" busy={send.isPending}>{t('own.send')}</Button>
          <p role="status">{send.isSuccess ? <span className="strong">{t('own.sent')} <Instant at={send.data.created_at} zone={ZONE} style="time" /></span> : null}</p>
        </div>
      </Form>
    </Card>
  );
}
