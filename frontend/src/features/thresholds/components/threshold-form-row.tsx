/** One vital in the form: four boxes, or the practice's values with the way to set own ones. */
import { Input, TextField } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { Limits } from '@/api/types';
import { Button } from '@/components/ui/button';
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
            <TextField aria-label={`${name}, ${t(`thresholds.${side}`)}`} inputMode="decimal" pattern="[0-9]{1,4}([.,][0-9]{1,2})?" value={row[side]} onChange={(text) => onChange({ ...row, [side]: text })}>
              <Input className="input limit-input" />
            </TextField>
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
