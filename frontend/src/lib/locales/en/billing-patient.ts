export const billingPatient = {
  patientBilling: {
    earlierPeriods: 'Earlier periods', earlierMonths: 'Earlier months', barriers: { no_consent: 'no consent is on file', not_enrolled: 'the patient is not enrolled', not_established: 'the patient is not established with the practice' }, missing: 'Still missing', nothingRuns: 'No period or month is running.', contactNeeded: 'A live contact is needed.', lastDay: 'Last chance {{day}}.', fallback: '{{code}} fits already.', noneTitle: 'Nothing to bill yet', noneText: 'The clocks begin with consent, enrolment and the first set-up device.',
    periods: '30-day periods', months: 'Calendar months', setup: 'Set-up and education', others: 'Other codes', days_one: '{{formatted}} data day', days_other: '{{formatted}} data days', cut: 'cut where monitoring ended', minutes_one: '{{formatted}} minute', minutes_other: '{{formatted}} minutes', seconds: '({{formatted}} s counted)', minutesBar: 'Counted minutes of 60', contact: 'Live contact', noContact: 'No live contact yet.',
    calendar: 'Data days from {{from}} to {{to}}', dayData: 'data day', dayNone: 'no data', dayFuture: 'to come', dos: 'date of service {{day}}', hold: 'Held:', warning: 'Look at this:', barrier: 'Nothing can be billed: {{reason}}.', problem: 'The rules could not judge the facts ({{code}}). A work item says what to set right.', earlier: 'Earlier: {{from}} to {{to}}', asOf: 'Computed', rules: 'rules {{version}}',
    status: { billable: 'Billable', held: 'Held', not_yet: 'Not yet', never: 'Not in this period', already_billed: 'Billed' },
  },
  packets: {
    title: 'Evidence packets', lead: 'Order, consent, devices, every transmission with its receipt, time, contacts, decisions and what was billed, signed.', none: 'No packet has been made.', days: 'Days', state: 'State', asked: 'Asked for', digest: 'SHA-256', files: 'Files', ask: 'Make a packet', signature: 'Signature',
    states: { requested: 'In the making', made: 'Ready', failed: 'Failed', expired: 'Expired' },
  },
};
