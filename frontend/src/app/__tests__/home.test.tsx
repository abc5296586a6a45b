import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { expectAccessible, renderAt } from '@/testing/render';
import { makeUser } from '@/testing/world';
import { server, world } from '@/testing/server';
import { findHome } from '../sections';

describe('where a day begins', () => {
  it('is the worklist for who sees it, billing for who bills, else the first section', () => {
    expect(findHome(['triage.read', 'billing.write', 'patient.read'])).toBe('/worklist');
    expect(findHome(['patient.read', 'billing.read', 'billing.write'])).toBe('/billing');
    expect(findHome(['patient.read', 'practice.read'])).toBe('/patients');
    expect(findHome([])).toBeNull();
  });
  it('takes an administrator without the worklist to the patients', async () => {
    world.me = makeUser('admin', { permissions: ['patient.read', 'practice.read', 'stream.read'] });
    const { router } = renderAt('/');
    await waitFor(() => expect(router.state.location.pathname).toBe('/patients'));
  });
  it('tells a patient what the account is for, with no mark of live updates that never come', async () => {
    world.me = makeUser('patient', { permissions: [], first_name: 'Pat' });
    const { container } = renderAt('/');
    expect(await screen.findByRole('heading', { level: 1, name: 'Welcome, Pat' })).toBeInTheDocument();
    expect(screen.getByText(/call 911/)).toBeInTheDocument();
    expect(screen.queryByText('Connecting…')).not.toBeInTheDocument();
    await expectAccessible(container);
  });
});

describe('the overview of a patient', () => {
  it('leaves out what a role may not see instead of saying there is nothing', async () => {
    const person = world.people[0]!;
    world.me = makeUser('billing_manager', { permissions: ['patient.read', 'billing.read'] });
    server.use(http.get('*/api/v1/patients/:id/summary/', () => HttpResponse.json({
      patient: { id: person.id, first_name: 'Ana', last_name: 'Ruiz', mrn: 'MRN-1', age: 60, gender: 'female', date_of_birth: '1966-01-01', timezone: 'America/New_York', active: true, phone: '', email: '', address: { line1: '', line2: '', city: '', state: '', zip: '' } },
      episode: null, consent: null, care_team: null, is_monitored: false, latest_vitals: null, risk_level: null, risk_score: null, reasons: null, open_alerts: null, devices: null, adherence: null, last_reviewed_at: null,
    })));
    renderAt(`/patients/${person.id}`);
    expect(await screen.findByRole('heading', { level: 1, name: 'Ana Ruiz' })).toBeInTheDocument();
    for (const words of ['No reading yet', 'Not reviewed yet', 'Open alerts', 'You do not have access to this']) expect(screen.queryByText(words)).not.toBeInTheDocument();
  });
});
