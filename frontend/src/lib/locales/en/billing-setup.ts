export const billingSetup = {
  billingSetup: {
    payers: 'Payers', payersLead: 'What each payer wants of a claim is set by whoever has its guide at hand.', addPayer: 'Add a payer', noPayers: 'No payer yet', noPayersText: 'Coverage and claims name a payer: add the first one.', payer: 'Payer', kind: 'Kind', retired: 'No longer used', inUse: 'In use', changeOne: 'Edit {{name}}',
    payerKinds: { medicare_b: 'Medicare Part B', medicare_advantage: 'Medicare Advantage', medicaid: 'Medicaid', commercial: 'Commercial', self_pay: 'The patient pays' },
    payerCode: 'Payer id', payerCodeHint: 'Capital letters and digits, as in the payer’s guide (NM109).', rulesOf: 'Rules of', rulesOfHint: 'Whose rule sets hold, for example cms.', filing: 'Days to file', filingHint: '30 to 730 days after the service.', days_one: '{{formatted}} day', days_other: '{{formatted}} days', indicator: 'Filing indicator (SBR09)', wants: 'Takes', replacements: 'replacements', orderingNpi: 'ordering NPI',
    takesReplacements: 'Its written guide takes replacement and void claims (frequency codes 7 and 8)', wantsOrdering: 'It wants the NPI of who ordered', plans: 'Plans', plansOf: 'Plans of {{name}}', noPlans: 'No plan yet.', newPlan: 'New plan', retire: 'Retire', retireOne: 'Retire {{name}}',
    providers: 'Providers on claims', providersLead: 'The billing provider is who is paid; rendering and ordering are persons. Every NPI is checked by its check digit.', addProvider: 'Add a provider', noProviders: 'No provider yet', noProvidersText: 'A claim names who bills and who renders: add both.', providerKinds: { billing: 'Billing', rendering: 'Rendering', ordering: 'Ordering' },
    member: 'Member of the practice', memberHint: 'Who this is among the practice’s people.', noMember: 'Nobody', formerMember: 'No longer active', noDefault: 'None chosen', defaultHint: { billing: 'None chosen: the only billing provider there is, if there is one.', rendering: 'Stands on a claim when who ordered does not render. None chosen: the only one there is.' }, npiHint: 'Ten digits.', npiFixed: 'Another number is another provider.', organisation: 'Organisation', taxonomy: 'Taxonomy', taxonomyHint: 'Ten characters, as 207RC0000X.', address: 'Address',
    sending: 'Who sends to whom', sendingLead: 'The ids are those your clearinghouse or payer gave. Nothing leaves before they are set.', usage: 'Files are', test: 'Test', production: 'Production', default: { billing: 'Billing provider on claims', rendering: 'Rendering provider by default' },
    fields: {
      tin: 'TIN (nine digits)', line1: 'Street', city: 'City', state: 'State (two letters)', zip: 'ZIP+4 (nine digits)', phone: 'Phone', submitter_name: 'Submitter’s name', submitter_id: 'Submitter’s id', sender_id: 'Sender id (ISA06)', sender_qualifier: 'Sender qualifier (ISA05)', receiver_name: 'Receiver’s name',
      receiver_id: 'Receiver id (ISA08)', receiver_qualifier: 'Receiver qualifier (ISA07)', contact_name: 'Contact', contact_phone: 'Contact’s phone (ten digits)', place_of_service: 'Place of service',
    },
  },
  feeFiles: {
    title: 'Fee files', lead: 'A file is taken whole or refused whole. Amounts from a file nobody has compared with its source are shown as unconfirmed.', none: 'No file is loaded: the amounts shipped with the rules are used, unconfirmed.', what: 'What it is', year: 'Year', quarter: 'Quarter', quarterOf: 'Quarter {{quarter}}', apm: 'For qualifying APM participants', apmShort: 'APM', choose: 'Choose the file',
    kinds: { rvu: 'CMS relative values (RVU)', gpci: 'CMS localities (GPCI)', ptp: 'NCCI pair edits (PTP)', mue: 'NCCI unit limits (MUE)', rates: 'A payer’s rates', charges: 'The practice’s charges' },
    hints: {
      rvu: 'PPRRVU of the quarter, as CSV, from the relative value files of the Physician Fee Schedule.', gpci: 'GPCI of the year, as CSV, from the same archive.', ptp: 'The practitioner PTP edits of the quarter, as text or CSV.', mue: 'The practitioner services MUE table of the quarter, as CSV.',
      rates: 'CSV with the columns code, amount, valid_from, valid_to.', charges: 'CSV with the columns code, amount, valid_from, valid_to.',
    },
    refused: '{{name}} was refused whole; nothing was stored:', duplicate: '{{name}} was there already; nothing was stored.', done: '{{name}} is loaded.', file: 'File', holds: 'Holds', rows: 'Lines kept', factor: 'Conversion factor', loaded: 'Loaded', confirmed: 'Confirmed', unconfirmed: 'Not confirmed', withdrawn: 'Withdrawn',
    confirm: 'Compared with its source', confirmOne: 'Compared with its source: {{name}}', withdraw: 'Withdraw', withdrawOne: 'Withdraw {{name}}', withdrawLead: 'It no longer counts. What was computed with it keeps what it says.',
  },
  coverage: {
    section: 'Insurance and other practices', title: 'Coverage', add: 'Add coverage', none: 'No coverage is on file: claims cannot leave.', noPayer: 'There is no payer yet. Add one under Billing, Set-up.', rank: 'Rank', ranks: { '1': '1, pays first', '2': '2, pays second', '3': '3, pays third' }, plan: 'Plan', memberId: 'Member id', memberHint: 'As on the card; a Medicare number without dashes.', group: 'Group', relationship: 'The patient is',
    relationships: { '18': 'the insured', '01': 'the spouse', '19': 'a child', G8: 'another dependant' }, days: 'Holds', before: 'before', from: 'From', endsOn: 'First day it no longer holds', ended: 'Ended', later: 'Not yet', inForce: 'In force', verified: 'Asked the payer', verifiedOn: 'The payer was asked on', verify: 'Payer was asked', verifyOne: 'Payer was asked: {{payer}}', verifyLead: 'Note the day on which the payer confirmed this coverage.', end: 'End', endOne: 'End coverage of {{payer}}', endLead: 'Lines from this day on go to other coverage, or to none.',
  },
  outside: {
    title: 'Billed by other practices', lead: 'Only one practice is paid for a period. What eligibility or claims history shows is written down here and counts at once.', add: 'Add a line', none: 'Nothing is known.', period: 'Period', service: 'Date of service', serviceHint: 'Empty: the last day of the period.', source: 'Who told us', sourceHint: 'Eligibility, claims history, the patient.', codeHint: 'A code of monitoring, as 99454.', units: 'Units', start: 'First day', end: 'Last day',
    withdrawn: 'Withdrawn', withdraw: 'It was not so', withdrawOne: 'It was not so: {{code}}', withdrawLead: 'The line stays and no longer counts.',
  },
};
