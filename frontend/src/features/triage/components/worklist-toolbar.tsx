/** Filter and order of the worklist, and how fresh it is. */
import { Keyboard } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { CheckBox } from '@/components/ui/fields';
import { SelectInput } from '@/components/ui/select';
import type { Ordering } from '../api/worklist';

interface ToolbarProps {
  live: ReactNode;
  unack: boolean;
  ordering: Ordering;
  onUnack: (on: boolean) => void;
  onOrdering: (ordering: Ordering) => void;
  onKeys: () => void;
}

export function WorklistToolbar({ live, unack, ordering, onUnack, onOrdering, onKeys }: ToolbarProps) {
  const { t } = useTranslation();
  return (
    <div className="wl-toolbar">
      <CheckBox isSelected={unack} onChange={onUnack}>{t('triage.filterAlerts')}</CheckBox>
      <SelectInput label={t('triage.order')} hideLabel value={ordering} onChange={onOrdering}
        options={[{ value: '-risk_score', label: t('triage.orderRisk') }, { value: 'last_reading_at', label: t('triage.orderReading') }]} />
      <span className="wl-toolbar-end">
        {live}
        <Button kind="quiet" size="small" icon={<Keyboard size={16} aria-hidden="true" />} onPress={onKeys}>
          <span className="visually-hidden">{t('triage.shortcuts')}: </span><kbd>?</kbd> {t('triage.hintKeys')}
        </Button>
      </span>
    </div>
  );
}
