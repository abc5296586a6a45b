/** A denied line as a remittance tells it, with its adjustments; shared by the tests of claims and of payments. */
export const LINE = '0190a0c3-0000-7000-8000-000000000001';
export const adjustment = (change: object) => ({ group: 'CO', reason: '45', amount: 67.89, units: null, kind: 'contractual', text: 'Above what the payer allows.', next_step: '', action: 'none', ...change });
export const remittanceLine = {
  id: '0190a0c5-0000-7000-8000-000000000001', claim_line_id: LINE, control: 'C00000001L1', cpt_code: '99454', charge: 120, paid: 0, units: 1, service_date: '2026-11-14', outcome: 'denied', remarks: [{ code: 'M76', text: 'The diagnosis is missing.' }],
  adjustments: [adjustment({ reason: '16', amount: 120, kind: 'denial', text: 'The claim lacks information.', next_step: 'Add it and send a new claim.', action: 'resubmit' })],
};
export const CLAIM = '0190a0c1-0000-7000-8000-000000000001';
export const BATCH = '0190a0c2-0000-7000-8000-000000000001';
export const PATIENT = '0190a001-0000-7000-8000-000000000001';
export const PAYMENT = '0190a0c4-0000-7000-8000-000000000001';
export const claim = (id: string, change: object = {}) => ({
  id, number: id === CLAIM ? 'C00000001' : 'C00000002', patient_id: PATIENT, patient_name: 'Ana Ruiz', payer_id: PAYMENT, payer: 'Medicare Part B', service_date: '2026-11-14', total: 120, paid: 0, patient_share: 0, line_count: 1,
  frequency: '1', void_reason: '', status: 'ready', status_at: '2026-11-28T15:00:00Z', problems: [], payer_statuses: [], payer_claim: '', batch_id: null, batch: '', corrects_id: null, created_at: '2026-11-28T15:00:00Z', row_version: 1, ...change,
});
export const line = (change: object = {}) => ({
  id: LINE, entry_id: PATIENT, sequence: 1, control: 'C00000001L1', cpt_code: '99454', modifiers: [], units: 1, charge: 120, service_date: '2026-11-14', paid: 0, patient_share: 0, outcome: '', is_live: true, ...change,
});
