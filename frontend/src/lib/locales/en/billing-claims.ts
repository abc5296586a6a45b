export const billingClaims = {
  claims: {
    title: 'Claims', month: 'Month of service', void: 'Void the claim', voidOne: 'Void claim {{number}}', voidLead: 'A new claim takes this one back at its payer. It goes out with the next file; nothing is edited.', voidMade: 'The void is made.', voids: 'Takes back', voidReasons: { entered_in_error: 'Entered in error', not_billable: 'Not billable', duplicate: 'Duplicate', unsupported: 'Not supported by the facts', wrong_patient: 'Wrong patient', wrong_payer: 'Wrong payer', patient_request: 'The patient asked', other: 'Other' }, formPdf: 'PDF for the red form', formPdfLead: 'The PDF holds the contents alone, to be printed onto the red form.', setUp: 'Who sends to whom', setUpFirst: 'Before a file can be made it must be set who sends claims to whom.', build: 'Build claims', batchAll: 'File of all that are ready', batchPicked_one: 'File of {{formatted}} claim', batchPicked_other: 'File of {{formatted}} claims', superbill: 'Superbill (CSV)',
    ready_one: '{{formatted}} claim is ready', ready_other: '{{formatted}} claims are ready', blocked_one: '{{formatted}} has problems', blocked_other: '{{formatted}} have problems', leftOutLead: 'Left out:', leftOut: { on_a_claim: 'on a claim already', held: 'held', self_pay: 'the patient pays', no_entries: 'nothing left to send' },
    noneTitle: 'No claims here', noneText: 'Build them from the entries of the month that are ready.', back: 'All claims', open: 'Open', pick: 'Choose', pickOne: 'Choose claim {{number}}',
    one: 'Claim {{number}}', number: 'Claim', patient: 'Patient', serviceDate: 'Date of service', payer: 'Payer', total: 'Charge', paid: 'Paid', patientShare: 'Patient’s share', problems: 'Problems', said: 'What the front end of the payer said', since: 'Since', payerClaim: 'Payer’s number', batch: 'File', corrects: 'Corrects', correctedBy: 'Corrected by',
    lines: 'Lines', code: 'Code', units: 'Units', charge: 'Charge', decision: 'Decision', control: 'Line number', decisionsOf: 'Decisions on {{code}}',
    check: 'Check again', cancel: 'Cancel the claim', reopening: 'Reopening was asked for', again: 'Send again', form: 'CMS-1500', fhir: 'FHIR Claim', formOf: 'CMS-1500 of claim {{number}}', formPage: 'Form {{page}} of {{pages}}', box: 'Box', value: 'Content', keepForm: 'Save as JSON',
    done: { check: 'Checked again.', cancel: 'The claim is cancelled; its entries are free.', reopening: 'Noted: reopening was asked for.' },
    status: { blocked: 'Has problems', ready: 'Ready', batched: 'In a file', submitted: 'Sent', received: 'Received', accepted: 'Taken in', rejected: 'Rejected', paid: 'Paid', part: 'Paid in part', denied: 'Denied', reversed: 'Taken back', cancelled: 'Cancelled' },
    outcome: { paid: 'Paid', part: 'Paid in part', denied: 'Denied', reversed: 'Taken back' },
  },
  batches: {
    title: 'Files of claims', reference: 'File', made: 'Made', sent: 'Sent', claims: 'Claims', control: 'Control number', usage: 'Use', production: 'Production', test: 'Test', noneTitle: 'No file has been made', noneText: 'A file (837P) holds the claims that go to the payer or clearinghouse together.',
    file: 'Download 837P', submit: 'Mark as sent', cancel: 'Not sent: take it apart', marked: 'The file counts as sent.', cancelled: 'The file is taken apart; its claims are open again.', notSent: 'Download the file, send it, then mark it as sent.', wasSent: 'The file can be downloaded again; it holds what was sent.',
    answers: 'What came back', noAnswers: 'Nothing came back yet. Upload the 999 and the 277CA of the clearinghouse.', upload: 'Upload 999 or 277CA', kind: 'Answer', kinds: { '999': '999 (file)', '277': '277CA (claims)' }, read: 'Read', accepted: 'Accepted', refused: 'Rejected', taken: 'Taken in', notTaken: 'Rejected claims', places: 'Places',
    inFile: 'Claims in the file', noClaims: 'No claim is in this file any more.',
    status: { built: 'Made', submitted: 'Sent', received: 'Received', accepted: 'Taken in', part: 'Taken in in part', rejected: 'Rejected', cancelled: 'Taken apart' },
  },
  edi: {
    refused: 'Refused whole; nothing was changed.', place: 'Segment {{segment}} ({{name}}): {{reason}}', read: 'The answer is read.', readBefore: 'This answer was read before; nothing was changed.', posted: 'The payment is posted.', postedBefore: 'This payment was posted before; nothing was posted now.',
  },
  remittances: {
    title: 'Remittances', upload: 'Upload 835', lead: 'Posted whole to the cent, or refused whole; never twice.', trace: 'Payment', paidOn: 'Paid on', total: 'Payment', unmatched: 'Not ours', posted: 'Posted', method: 'Payment method', back: 'All remittances', one: 'Payment {{trace}}', noneTitle: 'No payment has been posted', noneText: 'Upload the 835 of a payer or clearinghouse.',
    postings: 'Postings', what: 'For', amount: 'Amount', sum: 'Sum of the postings', even: 'The postings come to the payment.', uneven: 'The postings do not come to the payment. Tell whoever runs this system.', adjustments: 'Not paid, and why', linesOf: 'Lines of claim {{number}}', reversal: 'Takes back', notOurs: 'None of our claims',
    clp: { '1': 'Decided as first payer', '2': 'Decided as second payer', '3': 'Decided as third payer', '4': 'Denied', '19': 'Decided as first payer, passed on', '20': 'Decided as second payer, passed on', '21': 'Decided as third payer, passed on', '22': 'An earlier decision is taken back', '23': 'Not this payer’s claim, passed on', '25': 'Estimate only, no payment' },
  },
  work: {
    title: 'Work items', what: 'What to do', kind: 'Kind', kinds: { denial: 'Denial', correction: 'Correction', outreach: 'Call', review: 'Review' }, states: { open: 'Open', done: 'Done' }, due: 'Due', assigned: 'Assigned to', nobody: 'nobody', next: 'Next step', back: 'All work items', noneTitle: 'Nothing is waiting', noneText: 'Denials, corrections and calls appear here.',
    outcome: 'Outcome', outcomes: { done: 'Done', reached: 'Reached', not_reached: 'Not reached', corrected: 'Corrected', kept_as_billed: 'Kept as billed', appealed: 'Appealed', written_off: 'Written off', not_needed: 'Not needed' }, factsChanged: 'The facts no longer ask for it',
    acts: 'Work on it', assignTo: 'Give to', given: 'The item is given.', note: 'Note', addNote: 'Add the note', noted: 'Noted.', finish: 'Settle', settled: 'Settled.', history: 'History', events: { created: 'Opened', assigned: 'Given to somebody', noted: 'Noted', done: 'Settled:' }, line: 'Billed line', claimsOf: 'Claims of this patient',
  },
  appeal: {
    pdf: 'PDF with its evidence', barred: 'No appeal is heard against {{code}}; mend the claim and send it again.', file: 'As it was sent', signature: 'Signature of the evidence', sentOn: 'Appeal sent', open: 'Appeal letter', title: 'Appeal letter', lead: 'It states what the record shows. Attach the evidence it names; make the packet on the patient’s billing page.', lastDay: 'It must arrive by', keep: 'Save as text', send: 'It was sent', sent: 'The appeal is kept as sent.',
  },
};
