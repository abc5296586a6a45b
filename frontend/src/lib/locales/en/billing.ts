export const billing = {
  billing: {
    title: 'Billing', lead: 'What the month earns, what is still missing, and what every line rests on.', parts: 'Parts of billing',
    tabs: { month: 'Month', 'at-risk': 'At risk', entries: 'Lines', claims: 'Claims', remittances: 'Remittances', work: 'Work items', revenue: 'Revenue', 'self-check': 'Self-check', rules: 'Rules', setup: 'Set-up' },
    status: { pending: 'Pending', submitted: 'Submitted', paid: 'Paid', denied: 'Denied', appealed: 'Appealed' },
    estimate: 'Estimate: rests on fees nobody has confirmed.', from: 'From', to: 'To',
  },
};
