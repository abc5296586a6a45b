import { act, screen, within } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { changeLanguage } from '@/lib/i18n';
import { expectAccessible, renderAt } from '@/testing/render';
import { world } from '@/testing/server';

beforeEach(() => {
  world.signedIn = true;
});

it('says what was done in words, with the code auditors search by; an act without words is its code', async () => {
  const { container } = renderAt('/audit');
  const table = await screen.findByRole('table', { name: 'Audit log' });
  const [, acknowledged, listed, read, unknown] = within(table).getAllByRole('row');
  expect(acknowledged).toHaveTextContent(/Alert acknowledged ?alert\.acknowledged/);
  expect(listed).toHaveTextContent(/Worklist read ?triage\.listed/);
  expect(read).toHaveTextContent(/Patient opened ?patient\.read/);
  expect(within(unknown!).getByText('session.opened')).toBeInTheDocument();
  expect(unknown).not.toHaveTextContent('acts.');
  await expectAccessible(container);
  await act(() => changeLanguage('es'));
  expect(await screen.findByText('Alerta confirmada')).toBeInTheDocument();
  expect(screen.getByText('alert.acknowledged')).toBeInTheDocument();
});
