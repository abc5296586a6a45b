/** Editing thresholds: a box per limit with its unit; the server checks their order and saves a new version. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import type { ThresholdRules } from '@/api/types';
import { Button } from '@/components/ui/button';
import { DialogActions } from '@/components/ui/dialog';
import { TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { Problem } from '@/components/ui/problem';
import { VITALS, type Vital } from '@/lib/units';
import type { ThresholdInput } from '../api/thresholds';
import { fromForm, SIDES, toForm, toRow, type FormValues } from './form-values';
import { ThresholdFormRow } from './threshold-form-row';
import './thresholds.css';

interface ThresholdFormProps {
  start: ThresholdRules | null;
  /** What holds where the patient has no limits of their own; absent when the practice's own are edited. */
  fallback?: ThresholdRules;
  error: unknown;
  busy: boolean;
  onCancel: () => void;
  onSave: (input: ThresholdInput) => void;
  onClear?: (() => void) | undefined;
}

export function ThresholdForm({ start, fallback, error, busy, onCancel, onSave, onClear }: ThresholdFormProps) {
  const { t } = useTranslation();
  const [values, setValues] = useState<FormValues>(() =>
    toForm(start, fallback ? VITALS.filter((vital) => start?.limits[vital]) : VITALS));
  const [days, setDays] = useState(start?.no_reading_days ? String(start.no_reading_days) : '');
  const [note, setNote] = useState('');
  const drop = (vital: Vital) => setValues({ ...values, [vital]: undefined });
  const take = (vital: Vital) => setValues({ ...values, [vital]: toRow(fallback?.limits[vital]) });
  const fields = error ? Object.entries(toApiError(error).fields) : [];
  const submit = () =>
    onSave({ limits: fromForm(values), no_reading_days: days ? Number(days) : null, ...(note.trim() ? { note: note.trim() } : {}) });
  return (
    <Form className="stack" onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <p className="small muted">{t('thresholds.edge')} {t(fallback ? 'thresholds.whole' : 'thresholds.clearPractice')}</p>
      <Problem error={error} />
      {fields.map(([name, messages]) => <p key={name} className="field-error">{name}: {messages.join(' ')}</p>)}
      <div className="table-wrap">
        <table className="table table-dense">
          <thead>
            <tr>
              <th scope="col">{t('thresholds.vital')}</th>
              {SIDES.map((side) => <th key={side} scope="col">{t(`thresholds.${side}`)}</th>)}
              {fallback ? <th scope="col"><span className="visually-hidden">{t('common.actions')}</span></th> : null}
            </tr>
          </thead>
          <tbody>
            {VITALS.map((vital) => (
              <ThresholdFormRow key={vital} vital={vital} row={values[vital]} fallback={fallback?.limits[vital]} canInherit={fallback !== undefined}
                onTake={() => take(vital)} onDrop={() => drop(vital)} onChange={(row) => setValues({ ...values, [vital]: row })} />
            ))}
          </tbody>
        </table>
      </div>
      <div className="grid-2">
        <TextInput label={t('thresholds.noReadingDays')} inputMode="numeric" pattern="[0-9]{1,2}" value={days} onChange={setDays}
          placeholder={fallback?.no_reading_days ? String(fallback.no_reading_days) : ''} inputClassName="input-narrow" />
        <TextInput label={`${t('thresholds.note')} (${t('common.optional')})`} value={note} onChange={setNote} maxLength={2000} />
      </div>
      <DialogActions>
        {onClear ? <Button kind="danger" onPress={onClear}>{t('thresholds.clearAll')}</Button> : null}
        <Button onPress={onCancel}>{t('common.cancel')}</Button>
        <Button type="submit" kind="primary" busy={busy}>{t('common.save')}</Button>
      </DialogActions>
    </Form>
  );
}
