export const patient = {
  patient: {
    tabs: { overview: 'Overview', vitals: 'Vitals', thresholds: 'Thresholds', enrollment: 'Monitoring', devices: 'Devices', alerts: 'Alerts', billing: 'Billing', timeline: 'Timeline', time: 'Time', audit: 'Audit' },
    tabsLabel: 'Parts of the patient', born: 'Born', age_one: '{{count}} year', age_other: '{{count}} years', localTime: 'Local time', episode: 'Episode', consent: 'Consent', archived: 'Archived', editPatient: 'Edit patient',
    archive: 'Archive', unarchive: 'Bring back', archiveText: 'The patient leaves the lists; nothing is deleted.', archiveDone: 'Archived.', unarchiveDone: 'Brought back.', noEpisode: 'No episode', noConsent: 'No consent recorded',
    latest: 'Latest vitals', adherence: 'Readings received', adherenceText_one: '{{received}} of {{expected}} expected in {{count}} day', adherenceText_other: '{{received}} of {{expected}} expected in {{count}} days', adherenceNone: 'No measurement plan', score: 'Score {{score}}', noScore: 'No score',
    rules: 'Rules {{version}}', gender: { male: 'Male', female: 'Female', other: 'Other', unknown: 'Unknown' }, address: 'Address',
    episodeStatus: { active: 'Active', planned: 'Planned', paused: 'Paused', ended: 'Ended', onhold: 'On hold' }, consentStatus: { active: 'Given', given: 'Given', revoked: 'Revoked', missing: 'Missing', none: 'Missing' },
  },
  vitals: {
    range: 'Range', ranges: { d7: '7 days', d30: '30 days', d90: '90 days', y1: '1 year' }, resolution: 'Detail', raw: 'Each reading', day: 'Per day (lowest, mean, highest)', asTable: 'Show as table', asChart: 'Show as chart',
    noneTitle: 'No readings in this range', noneText: 'Choose a longer range, or check the devices.', tableCaption: '{{name}}, {{range}}', min: 'Lowest', mean: 'Mean', max: 'Highest', n: 'Readings', measuredAt: 'Measured at', value: 'Value',
    state: { final: 'Final', amended: 'Amended', entered_in_error: 'Entered in error' }, correct: 'Correct', zone: 'Times in the patient’s zone, {{zone}}', critical: 'Critical range', warning: 'Warning range', chartLabel_one: '{{name}} over {{range}}: {{formatted}} reading, lowest {{min}}, highest {{max}} {{unit}}.', chartLabel_other: '{{name}} over {{range}}: {{formatted}} readings, lowest {{min}}, highest {{max}} {{unit}}.',
    points: 'Select a point or a table row to correct a reading.',
  },
  correction: {
    title: 'Correct a reading', lead: 'The reading stays on record with your reason; scores and alerts are computed again.', action: 'What is wrong?', amend: 'The value is wrong', amendHint: 'Enter what the device really showed.',
    entered_in_error: 'It should not count', entered_in_errorHint: 'For example a test or a measurement gone wrong.', wrong_person: 'Somebody else measured', wrong_personHint: 'It goes to the patient who did. Nobody knows who? Then it should not count.', confirm: 'It is this patient’s', confirmHint: 'It stays as it is and is not asked about again.',
    reason: 'Reason', otherPatient: 'Right patient (MRN or name)', done: 'The reading has been corrected.', submit: 'Correct', chosen: 'Chosen: {{name}}', choosePerson: 'Find the patient and choose.', seriesRow: 'Correct the reading of {{time}}',
  },
  thresholds: {
    practice: 'Practice default', own: 'This patient', effective: 'In force', vital: 'Vital', warning_low: 'Warning low', warning_high: 'Warning high', critical_low: 'Critical low', critical_high: 'Critical high', edit: 'Edit thresholds',
    edge: 'A high limit is crossed at or above it, a low limit at or below it.', noReading: 'No reading for', days_one: '{{count}} day', days_other: '{{count}} days', unverified: 'Not verified', unverifiedHint: 'No guideline states this value. Review it for each patient.',
    source: 'Source', setBy: 'Set by {{name}} on {{date}}', version: 'Version', override: 'Set for this patient', inherits: 'Practice default', saved: 'Thresholds saved as a new version.', clinician: 'Thresholds are set by a licensed clinician of the practice.', whole: 'A vital set here replaces the practice’s limits of that vital as a whole.', setOwn: 'Set own', shipped: 'The shipped defaults hold.', clearAll: 'Back to the practice default', note: 'Note', clearPractice: 'Empty means: no limit.',
    noReadingDays: 'Alert after days without a reading',
  },
  devices: {
    title: 'Devices', model: 'Model', serial: 'Serial', slot: 'Slot', assigned: 'Assigned', battery: 'Battery', signal: 'Signal', lastSeen: 'Last seen', current: 'Now', noneTitle: 'No devices', noneText: 'Assign a device so that readings reach this patient.',
    status: { ordered: 'Ordered', in_stock: 'In stock', shipped: 'Shipped', delivered: 'Delivered', connected: 'Connected', silent: 'Silent', swapped: 'Swapped', returned: 'Returned', retired: 'Retired' },
  },
  timeline: {
    kind: { alert: 'Alert', interaction: 'Contact', decision: 'Decision' }, title: 'Timeline', noneTitle: 'Nothing yet', noneText: 'Alerts, calls and decisions appear here.',
    words: {
      phone_call: 'phone call', video_call: 'video call', portal_message: 'portal message', text: 'text message', voicemail: 'voicemail', letter: 'letter', visit: 'visit',
      reached: 'reached', no_answer: 'no answer', left_message: 'message left', sent: 'sent', refused: 'refused', wrong_number: 'wrong number',
      no_change: 'no change', medication_changed: 'medication changed', visit_scheduled: 'visit scheduled', education: 'education', plan_changed: 'plan changed', referred: 'referred',
    },
  },
};
