export const billingReports = {
  revenue: {
    title: 'Revenue', lead: 'By date of service, in US dollars.', by: 'Group by', groups: { month: 'Month', code: 'Code', payer: 'Payer', provider: 'Provider' }, csv: 'CSV', pdf: 'PDF',
    columns: { key: 'Group', entries: 'Lines', patients: 'Patients', units: 'Units', expected: 'Expected', pending: 'Pending', sent: 'Sent', paid: 'Paid', patient_share: 'Patient', denied: 'Denied' }, total: 'Total', chart: 'Revenue by {{by}}: paid, sent, pending and denied', tableOf: 'Revenue by {{by}}',
    names: { not_on_a_claim: 'Not on a claim yet', no_payer: 'No payer on file' }, noneTitle: 'Nothing was earned in these days', noneText: 'Choose other days.',
    unbilled: 'Not billed, and why', unbilledNone: 'Everything that was earned has been sent.', reason: 'Reason', lines: 'Lines', amount: 'Amount',
    forecast: 'Forecast', supply: 'Running 30-day periods', time: 'Running month', open_one: '{{amount}} of it still misses days, minutes or a contact ({{formatted}} patient)', open_other: '{{amount}} of it still misses days, minutes or a contact ({{formatted}} patients)', collected: 'Collected so far of what payers decided', percent: '{{percent}} %', unknown: 'nothing decided yet',
  },
};
