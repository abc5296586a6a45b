/** One vital in the form: four boxes, or the practice's values with the way to set own ones. */
import { FieldError, Input, TextField } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { Limits } from '@/api/types';
import { Button } from '@/components/ui/button';
import { useTrial } from '@/components/ui/form';
import { VITAL_FORMATS, type Vital } from '@/lib/units';
import { SIDES, type RowText } from './form-values';

interface RowProps {
  vital: Vital;
  row: RowText | undefined;
  fallback: Partial<Limits> | undefined;
  canInherit: boolean;
  onTake: () => void;
  onDrop: () => void;
  onChange: (row: RowText) => void;
}

export function ThresholdFormRow({ vital, row, fallback, canInherit, onTake, onDrop, onChange }: RowProps) {
  const { t } = useTranslation();
  const name = t(`vital.${vital}`);
  return (
    <tr>
      <th scope="row">{name} <span className="muted">({VITAL_FORMATS[vital].unit})</span></th>
      {SIDES.map((side) => (
        <td key={side} className="limit-cell">
          {row ? (
            <LimitInput label={`${name}, ${t(`thresholds.${side}`)}`} value={row[side]} onChange={(text) => onChange({ ...row, [side]: text })} />
          ) : <span className="muted digits">{fallback?.[side] ?? '—'}</span>}
        </td>
      ))}
      {canInherit ? (
        <td className="cell-end">
          <Button size="small" kind="quiet" aria-label={`${name}: ${t(row ? 'thresholds.inherits' : 'thresholds.setOwn')}`} onPress={row ? onDrop : onTake}>
            {t(row ? 'thresholds.inherits' : 'thresholds.setOwn')}
          </Button>
        </td>
      ) : null}
    </tr>
  );
}

/** A box without room for words: what is no number is marked, and read out. */
function LimitInput({ label, value, onChange }: { label: string; value: string; onChange: (text: string) => void }) {
  const { wrong } = useTrial({ value, pattern: '[0-9]{1,4}([.,][0-9]{1,2})?' });
  return (
    <TextField aria-label={label} inputMode="decimal" value={value} onChange={onChange} {...(wrong ? { isInvalid: true, 'data-wrong': true } : {})}>
      <Input className="input limit-input" />
      <FieldError className="visually-hidden">{wrong}</FieldError>
    </TextField>
  );
}
