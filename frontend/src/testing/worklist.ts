import { screen, within } from '@testing-library/react';
import { renderAt } from '@/testing/render';
import { world } from '@/testing/server';

export const LIST = '*/api/v1/triage/patients/';

/** The worklist as it stands, its grid, and a row of it by name. */
export async function openWorklist(path = '/worklist') {
  const view = renderAt(path);
  const grid = await screen.findByRole('grid', { name: 'Worklist' });
  return { ...view, grid, row: (name: RegExp) => within(grid).getByRole('row', { name }) };
}

/** Whoever stands on top. */
export const first = () => world.items[0]!;
export const alertOf = (patientId: string) => world.alerts.find((alert) => alert.patient_id === patientId)!;
