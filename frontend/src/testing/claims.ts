/** A denied line as a remittance tells it, with its adjustments; shared by the tests of claims and of payments. */
export const LINE = '0190a0c3-0000-7000-8000-000000000001';
export const adjustment = (change: object) => ({ group: 'CO', reason: '45', amount: 67.89, units: null, kind: 'contractual', text: 'Above what the payer allows.', next_step: '', action: 'none', ...change });
export const remittanceLine = {
  id: '0190a0c5-0000-7000-8000-000000000001', claim_line_id: LINE, control: 'C00000001L1', cpt_code: '99454', charge: 120, paid: 0, units: 1, service_date: '2026-11-14', outcome: 'denied', remarks: [{ code: 'M76', text: 'The diagnosis is missing.' }],
  adjustments: [adjustment({ reason: '16', amount: 120, kind: 'denial', text: 'The claim lacks information.', next_step: 'Add it and send a new claim.', action: 'resubmit' })],
};
