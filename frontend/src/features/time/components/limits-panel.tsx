/** When a timer ends by itself, and from which length a day is held. People write minutes, the server keeps seconds. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { useCan } from '@/api/session/context';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { useLeaveGuard } from '@/components/ui/leave-guard';
import { Problem } from '@/components/ui/problem';
import { QueryView } from '@/components/ui/states';
import { toast } from '@/components/ui/toast';
import { useSaveTimeLimits, useTimeLimits, type TimeLimits } from '../api/limits';
import { isWithin, minutesOf, secondsOf } from './minutes';

/** The server's ranges in the unit people write here: it would name them in seconds. */
const MINUTES = { idle_seconds: [1, 30], call_idle_seconds: [5, 120], lost_seconds: [2, 15] } as const;
const NAMES = ['idle_seconds', 'call_idle_seconds', 'lost_seconds'] as const;

export function TimeLimitsPanel() {
  const query = useTimeLimits();
  return <QueryView query={query}>{(limits) => <LimitsForm limits={limits} />}</QueryView>;
}

function LimitsForm({ limits }: { limits: TimeLimits }) {
  const { t } = useTranslation();
  const isDisabled = !useCan('practice.manage');
  const save = useSaveTimeLimits();
  const [isChanged, setChanged] = useState(false);
  const { guard } = useLeaveGuard(isChanged);
  const [form, keepForm] = useState({ idle_seconds: minutesOf(limits.idle_seconds), call_idle_seconds: minutesOf(limits.call_idle_seconds), lost_seconds: minutesOf(limits.lost_seconds), day: String(limits.day_hold_hours) });
  const setForm = (next: typeof form) => { setChanged(true); keepForm(next); };
  const [isTried, setIsTried] = useState(false);
  const fields = save.isError ? toApiError(save.error).fields : {};
  const isWrong = (name: (typeof NAMES)[number]) => !isWithin(form[name], MINUTES[name]);
  const range = (name: (typeof NAMES)[number]) => t('timeLimits.range', { low: MINUTES[name][0], high: MINUTES[name][1] });
  // Said at the field from the first try on and taken back while typing: a message that goes when the field is left would move
  // the button away from under the click.
  const errorsOf = (name: (typeof NAMES)[number]) => (isTried && isWrong(name) ? [range(name)] : fields[name]);
  const submit = () => {
    setIsTried(true);
    if (NAMES.some(isWrong)) return;
    save.mutate(
      { idle_seconds: secondsOf(form.idle_seconds), call_idle_seconds: secondsOf(form.call_idle_seconds), lost_seconds: secondsOf(form.lost_seconds), day_hold_hours: Number(form.day) },
      { onSuccess: () => { setChanged(false); toast.success(t('common.saved')); } },
    );
  };
  return (
    <Form className="stack" onSubmit={(event) => { event.preventDefault(); submit(); }}>
      {guard}
      <Card title={t('timeLimits.title')}>
        <p className="small muted">{t('timeLimits.lead')}</p>
        <Problem error={save.error} />
        <div className="grid-2">
          {NAMES.map((name) => (
            <TextInput key={name} label={t(`timeLimits.${name}`)} hint={range(name)} inputMode="decimal" isRequired isDisabled={isDisabled}
              value={form[name]} onChange={(text) => setForm({ ...form, [name]: text })} errors={errorsOf(name)} />
          ))}
          <TextInput label={t('timeLimits.day_hold_hours')} hint={t('timeLimits.dayRange')} inputMode="numeric" pattern="[0-9]{1,2}" isRequired isDisabled={isDisabled} value={form.day} onChange={(day) => setForm({ ...form, day })} errors={fields.day_hold_hours} />
        </div>
      </Card>
      {isDisabled ? null : <div><Button type="submit" kind="primary" busy={save.isPending}>{t('common.save')}</Button></div>}
    </Form>
  );
}
