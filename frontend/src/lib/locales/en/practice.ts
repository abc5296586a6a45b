export const practice = {
  practice: {
    title: 'Practice', parts: 'Parts of the practice', tabs: { settings: 'Settings', users: 'Users', roles: 'Roles', deadlines: 'Deadlines', time: 'Time keeping', thresholds: 'Thresholds', connections: 'Connections' },
    settings: 'Practice', timezone: 'Time zone', timezoneHint: 'An IANA name, for example America/New_York', sessions: 'Sessions and sign-in', idle: 'Sign out after minutes without use', absolute: 'Sign out after hours in any case', mfa: 'Roles that must use two-step verification',
    users: 'Users', invite: 'Invite a user', inviteLead: 'A link to choose a password is sent by e-mail.', inviteSend: 'Send the invitation', inviteDone: 'The invitation is on its way.', since: 'Since', active: 'Active', inactive: 'Deactivated', locked: 'Locked', invited: 'Invited', actsOf: 'Actions for {{name}}',
    acts: { record: 'Own record', professions: 'Professions', activate: 'Activate again', role: 'Change role', 'send-link': 'Send a password link', unlock: 'Unlock', 'reset-totp': 'Reset two-step verification', deactivate: 'Deactivate' },
    actText: {
      activate: 'The user can sign in again with the password they had.', role: 'The new role counts from the next request on.', 'send-link': 'A link to choose a new password is sent to this user.', unlock: 'Failed sign-ins are forgotten; the user can try again.',
      'reset-totp': 'The user signs in with the password alone until two-step verification is set up again. Make sure who asked for it.', deactivate: 'All sessions end at once and the user can no longer sign in. What they did stays on record.',
    },
    record: 'Patient', recordHint: 'The beginning of a name, or a whole MRN', recordLead: 'This account sees nothing until it is said whose record it is. Only that record opens to it.', recordTied: 'This account is tied to a record. Choosing another one takes its place at once.', tie: 'Tie to this record', untie: 'Untie', noRecord: 'no record yet', openRecord: 'record',
    profession: 'Profession', professionsLead: 'Time on patients counts by the profession held on its day. What is written here is frozen into each time entry.', noProfession: 'No profession is on file: time of this person is kept and does not count.', addProfession: 'Add a profession', endProfession: 'End {{name}}', licence: 'Licence number', licenceState: 'State of the licence',
    matrix: 'Who may do what', permission: 'Permission', deadlinesLead: 'Minutes count from the moment an alert opens. Whatever nobody acknowledges in time is brought to the next role. The time for resolving counts from the answer and is the practice’s own choice; no guideline states one. When it passes, whoever holds the alert is reminded, then the same roles are called. What still waits after the last step is brought up again each time that long has passed.', acknowledge_within_minutes: 'Acknowledge within (min)', resolve_within_minutes: 'Resolve within (min)', remind_after_minutes: 'First reminder after (min)', remind_every_minutes: 'Then every (min)', reminders: 'Reminders', remind_role: 'Remind',
    escalations: 'Escalations', afterMinutes: 'After (min)', bringIn: 'Bring in', addEscalation: 'Add an escalation',
  },
  connections: {
    title: 'Connections', lead: 'Where device gateways deliver readings, and the keys they sign with.', add: 'New connection', gateway: 'Gateway', label: 'Name', address: 'Address for deliveries', keys: 'Keys', lastDelivery: 'Last delivery', disable: 'Disable', disableText: 'Deliveries over this connection are refused from now on.', rotate: 'New key', rotateText: 'A new key is made; the old ones stay valid until you disable them at the gateway.',
    secretTitle: 'The key, shown only now', secretText: 'Copy it into the gateway’s settings. It cannot be shown again.', kept: 'I have copied the key', noneTitle: 'No connections', noneText: 'Create one to receive readings from a gateway.', disabled: 'Disabled', active: 'Active',
  },
  audit: {
    title: 'Audit log', lead: 'Every act and every look at patient data. Entries cannot be changed.', at: 'Time', actor: 'Who', action: 'Action', entity: 'What', outcome: 'Outcome', address: 'Address', reason: 'Reason', noneTitle: 'No entries', noneText: 'Nothing matches this filter.', filterAction: 'Action', filterFrom: 'From', filterTo: 'To', filterActor: 'User',
    outcomes: { success: 'Done', failure: 'Failed', denied: 'Refused' }, newest: 'Newest', older: 'Older', sealed: 'Sealed', patients_one: '{{count}} patient', patients_other: '{{count}} patients', lastRoot_one: 'Last signed root {{ago}}, {{formatted}} entry sealed', lastRoot_other: 'Last signed root {{ago}}, {{formatted}} entries sealed',
  },
};
