/** The ranked list as a grid: one row holds the focus, j and k or the arrows move it, Enter opens the patient. */
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { TriageItem } from '@/api/types';
import { WorklistRow } from './worklist-row';

interface WorklistTableProps {
  items: TriageItem[];
  total: number;
  offset: number;
  selectedId: string | null;
  focusId: string | null;
  onSelect: (item: TriageItem) => void;
  /** What a click does: it chooses, or opens where there is no room beside the list. */
  onTap: (item: TriageItem) => void;
  onMove: (step: 1 | -1) => void;
  onOpen: (item: TriageItem) => void;
  stale: boolean;
}

export function WorklistTable({ items, total, offset, selectedId, focusId, onSelect, onTap, onMove, onOpen, stale }: WorklistTableProps) {
  const { t } = useTranslation();
  const columns = [t('triage.level'), t('triage.patient'), t('triage.vitals'), t('triage.alert'), t('triage.deadline'), t('triage.lastReading')];
  const handleKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      onMove(event.key === 'ArrowDown' ? 1 : -1);
    }
  };
  return (
    <div className={stale ? 'table-wrap wl-stale' : 'table-wrap'}>
      <table className="table wl" role="grid" aria-label={t('triage.title')} aria-rowcount={total + 1} onKeyDown={handleKey}>
        <thead>
          <tr aria-rowindex={1}>{columns.map((column) => <th key={column} scope="col">{column}</th>)}</tr>
        </thead>
        <tbody>
          {items.map((item, index) => (
            <WorklistRow
              key={item.patient_id}
              item={item}
              index={offset + index}
              isSelected={item.patient_id === selectedId}
              isTabStop={item.patient_id === (selectedId ?? items[0]?.patient_id)}
              takesFocus={item.patient_id === focusId}
              onSelect={() => onSelect(item)}
              onTap={() => onTap(item)}
              onOpen={() => onOpen(item)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}
