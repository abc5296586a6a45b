/** Editing thresholds: a box per limit with its unit; the server checks their order and saves a new version. */
import { useState } from 'react';
import { Form, Input, TextField } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import type { ThresholdSet } from '@/api/types';
import { Button } from '@/components/ui/button';
import { DialogActions } from '@/components/ui/dialog';
import { TextInput } from '@/components/ui/fields';
import { Problem } from '@/components/ui/problem';
import { VITAL_FORMATS, VITALS, type Vital } from '@/lib/units';
import type { ThresholdInput } from '../api/thresholds';
import { fromForm, SIDES, toForm, type FormValues, type Side } from './form-values';
import './thresholds.css';

interface ThresholdFormProps {
  start: ThresholdSet | null;
  /** What applies where a box is empty, shown as its placeholder. */
  fallback?: ThresholdSet;
  hint: string;
  error: unknown;
  busy: boolean;
  onCancel: () => void;
  onSave: (input: ThresholdInput) => void;
}

export function ThresholdForm({ start, fallback, hint, error, busy, onCancel, onSave }: ThresholdFormProps) {
  const { t } = useTranslation();
  const [values, setValues] = useState<FormValues>(() => toForm(start?.limits ?? []));
  const [days, setDays] = useState(start?.no_reading_days ? String(start.no_reading_days) : '');
  const set = (vital: Vital, side: Side, text: string) => setValues({ ...values, [vital]: { ...values[vital], [side]: text } });
  const below = (vital: Vital, side: Side) => {
    const value = fallback?.limits.find((limit) => limit.vital === vital)?.[side];
    return value === null || value === undefined ? '' : String(value);
  };
  const problems = error ? Object.entries(toApiError(error).fields) : [];
  return (
    <Form className="stack" onSubmit={(event) => { event.preventDefault(); onSave({ limits: fromForm(values), no_reading_days: days ? Number(days) : null }); }}>
      <p className="small muted">{t('thresholds.edge')} {hint}</p>
      <Problem error={error} />
      {problems.map(([name, messages]) => <p key={name} className="field-error">{name}: {messages.join(' ')}</p>)}
      <div className="table-wrap">
        <table className="table table-dense">
          <thead>
            <tr>
              <th scope="col">{t('thresholds.vital')}</th>
              {SIDES.map((side) => <th key={side} scope="col">{t(`thresholds.${side}`)}</th>)}
            </tr>
          </thead>
          <tbody>
            {VITALS.map((vital) => (
              <tr key={vital}>
                <th scope="row">{t(`vital.${vital}`)} <span className="muted">({VITAL_FORMATS[vital].unit})</span></th>
                {SIDES.map((side) => (
                  <td key={side}>
                    <TextField aria-label={`${t(`vital.${vital}`)}, ${t(`thresholds.${side}`)}`} inputMode="decimal" pattern="[0-9]{1,4}([.,][0-9]{1,2})?"
                      value={values[vital]?.[side] ?? ''} onChange={(text) => set(vital, side, text)}>
                      <Input className="input limit-input" placeholder={below(vital, side)} />
                    </TextField>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <TextInput label={t('thresholds.noReadingDays')} inputMode="numeric" pattern="[0-9]{1,2}" value={days} onChange={setDays}
        placeholder={fallback?.no_reading_days ? String(fallback.no_reading_days) : ''} inputClassName="input-narrow" />
      <DialogActions>
        <Button onPress={onCancel}>{t('common.cancel')}</Button>
        <Button type="submit" kind="primary" busy={busy}>{t('common.save')}</Button>
      </DialogActions>
    </Form>
  );
}
