/**
 * Which patient of the list is looked at. The first one is chosen when a list arrives and stays chosen while the list moves: an
 * act must never reach somebody who came to the top a moment before. Who leaves the list is no longer chosen, and nobody else is.
 */
import { useState } from 'react';
import type { TriageItem } from '@/api/types';

interface Chosen {
  /** The filter it was chosen under. */
  under: string | null;
  id: string | null;
  /** Chosen by the person, not because it came first. */
  isOwn: boolean;
  /** A key chose it: the row takes the focus. */
  byKey: boolean;
}

export function useSelection(items: TriageItem[], filter: string, isArriving: boolean) {
  const [chosen, setChosen] = useState<Chosen>({ under: null, id: null, isOwn: false, byKey: false });
  const selected = items.find((item) => item.patient_id === chosen.id) ?? null;
  const first = items[0];
  if (!isArriving && first && (chosen.id === null || chosen.under !== filter)) {
    setChosen(selected ? { ...chosen, under: filter, byKey: false } : { under: filter, id: first.patient_id, isOwn: false, byKey: false });
  }
  const choose = (item: TriageItem, byKey = false) => setChosen({ under: filter, id: item.patient_id, isOwn: true, byKey });
  const move = (step: 1 | -1) => {
    const at = items.findIndex((item) => item.patient_id === chosen.id);
    // The first press goes to the first row, not past it.
    const next = items[chosen.isOwn ? Math.min(items.length - 1, Math.max(0, at + step)) : Math.max(0, at)];
    if (next) choose(next, true);
  };
  return { selected, hasLeft: chosen.id !== null && !selected && items.length > 0, focusId: chosen.byKey ? chosen.id : null, choose, move };
}
