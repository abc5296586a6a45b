/** Readings that are typed in: what the form of staff and that of a patient's own account share, and staff's own. */
export const typed = {
  typed: {
    what: 'What was measured', unit: 'Unit', at: 'Measured', bounds: '{{low}} to {{high}} {{unit}}', beyond: 'Only {{low}} to {{high}} {{unit}} can be sent. Please look again at what you typed.', ahead: 'This time has not come yet.',
    meal: 'Meal', meals: { fasting: 'Fasting', pre_meal: 'Before a meal', post_meal: 'After a meal', bedtime: 'At bedtime', unknown: 'Not said' },
    add: 'Add a reading', another: 'Add another', store: 'Store the reading', zone: 'the patient’s zone, {{zone}}',
    lead: 'For what the patient tells you. Score and alerts follow from it as from a device’s reading, but it is no day of transmission for billing: only what devices send by themselves counts there.',
    posture: 'Posture', postures: { unsaid: 'Not said', sitting: 'Sitting', standing: 'Standing', lying: 'Lying' }, arm: 'Arm', arms: { unsaid: 'Not said', left: 'Left arm', right: 'Right arm' },
    note: 'Note', noteHint: 'At most 64 characters; stands with the reading.', stored: 'Stored:', source: 'Source', noAlert: 'It raised no alert.', late: 'It was measured more than 24 hours ago and is marked as late.',
    alert: 'There is an alert for this now, on the worklist and under Alerts. Where one was open for the same cause, this reading has joined it.',
    billing: 'It does not count as a day of transmission for billing.',
    origins: { automatic: 'Sent by a device', staff_typed: 'Typed in by staff', patient_typed: 'Typed in by the patient', import: 'Imported', synthetic: 'Synthetic' },
  },
};
