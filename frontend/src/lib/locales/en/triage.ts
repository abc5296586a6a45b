export const triage = {
  triage: {
    title: 'Worklist', lead: 'Patients by risk, most urgent first', score: 'Risk score', cards: 'Patients by level',
    trend: { increasing: 'more than 24 h ago', decreasing: 'fewer than 24 h ago', stable: 'as 24 h ago' }, was: 'was {{count}}', notCompared: 'no count of 24 h ago',
    patient: 'Patient', level: 'Level', vitals: 'Latest vitals', alert: 'Top alert', deadline: 'Deadline', lastReading: 'Last reading', reviewed: 'Reviewed', age: '{{count}} y',
    unack_one: '{{count}} unacknowledged alert', unack_other: '{{count}} unacknowledged alerts', escalated_one: '{{count}} escalation', escalated_other: '{{count}} escalations',
    filterAlerts: 'Only with unacknowledged alerts', order: 'Order', orderRisk: 'By risk', orderReading: 'Longest without a reading',
    emptyTitle: 'Nobody here', emptyFiltered: 'No patient matches this filter.', emptyAll: 'Patients appear here once they are enrolled.', clearFilter: 'Clear the filter',
    shortcuts: 'Keyboard shortcuts', hintKeys: 'for keys', rowLabel: '{{name}}, {{level}}', openPatient: 'Open patient', reasons: 'Why this level', noReasons: 'No reasons recorded.',
    openAlerts: 'Open alerts', noOpenAlerts: 'No open alerts.', selectHint: 'Choose a patient to see the reasons and the open alerts.', hasLeft: 'The patient you had chosen is no longer in this list. Choose another one.', claimedBy: 'Claimed by {{name}}', claimedByYou: 'Claimed by you',
    claimed: 'Claimed', unclaimed: 'Unclaimed', notReviewed: 'Not reviewed yet', markReviewed: 'Mark as reviewed', reviewNote: 'Note', reviewSaved: 'Marked as reviewed.', reviewTitle: 'Review of {{name}}',
    points: '+{{points}}', noReading: 'No reading yet', detail: 'Selected patient',
  },
  keys: {
    next: 'Next patient', previous: 'Previous patient', open: 'Open the patient', claim: 'Claim the alert, or let it go', acknowledge: 'Acknowledge the alert', resolve: 'Resolve the alert',
    escalate: 'Escalate the alert', comment: 'Comment on the alert', review: 'Mark the patient as reviewed', help: 'This help', filter: 'Level: critical, warning, no data, normal; again for all', search: 'Find a patient',
    title: 'Keyboard shortcuts', off: 'Shortcuts can be switched off under My account, Preferences.',
  },
  calls: {
    kind: { stat: 'STAT call to: {{role}}', manual: 'Call to: {{role}}', deadline: 'Not answered in time, called: {{role}}', held: 'Not resolved in time, called: {{role}}' }, open: 'nobody has come', come: 'somebody has come',
    acknowledge: 'Somebody has come', acknowledgeTitle: 'Has the called role come?', acknowledgeText: 'The reminders of this call stop. A STAT call is brought up again every hour until it is closed.',
    close: 'Close the call', closeTitle: 'Close the call?', closeText: 'The call is over. Alerts of this patient stay as they are.', closeStatText: 'The call is over. The patient leaves the critical band, unless a value or an alert holds them there.',
  },
  alerts: {
    state: { unresolved: 'Unresolved', open: 'Open', acknowledged: 'Acknowledged', resolved: 'Resolved' }, dueIn: '{{span}} left', overdueBy: '{{span}} over', heldSince: 'Held since', resolveIn: '{{span}} left to resolve', resolveOver: '{{span}} past the time for resolving', claim: 'Claim', release: 'Release',
    acknowledge: 'Acknowledge', resolve: 'Resolve', comment: 'Comment', escalate: 'Escalate', late: 'Late data', opened: 'Opened', showHistory: 'Show every step', hideHistory: 'Hide steps',
    acknowledgeTitle: 'Acknowledge this alert?', acknowledgeText: 'You take note of it; the deadline stops, and the time for resolving runs. It stays on the list until it is resolved.',
    resolveTitle: 'Resolve this alert', resolveText: 'Say what came of it. It leaves the list.', escalateTitle: 'Escalate this alert', escalateText: 'Somebody else is called to this patient at once.',
    commentTitle: 'Comment on this alert', commentLabel: 'Comment', reasonLabel: 'Reason', outcome: 'Outcome',
    outcomes: {
      contacted_patient: 'Patient contacted', medication_changed: 'Medication changed', visit_scheduled: 'Visit arranged', emergency_services: 'Emergency services called',
      measurement_error: 'Measurement error', expected_value: 'Expected for this patient', device_problem: 'Device problem', no_action_needed: 'No action needed',
    },
    doneClaim: 'Alert claimed.', doneRelease: 'Alert released.', doneAcknowledge: 'Alert acknowledged.', doneResolve: 'Alert resolved.', doneComment: 'Comment added.', doneEscalate: 'Alert escalated.',
    failed: '{{name}}: not done. {{detail}}', noneTitle: 'No alerts', noneText: 'Nothing has crossed a threshold.', filterState: 'State', notAllowed: 'Not possible now.', possible: 'Possible now: {{possible}}.', toRole: 'To', stat: 'STAT: raise the patient to critical now', breaches_one: '{{count}} breach', breaches_other: '{{count}} breaches', last: 'last', by: 'by {{name}}',
    steps: {
      opened: 'Opened', breached: 'Another breach joined', joined: 'Another breach joined', raised: 'Raised to critical', claimed: 'Claimed', released: 'Released', acknowledged: 'Acknowledged', resolved: 'Resolved', commented: 'Comment',
      holder_reminded: 'Holder reminded to resolve', holder_escalated: 'Brought to another role, held and not resolved', reminded: 'Reminder sent', escalated: 'Escalated', reopened: 'Reopened', withdrawn: 'Withdrawn',
    },
  },
};
