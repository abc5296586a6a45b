export const own = {
  own: {
    title: 'My readings', lead: 'Readings of {{name}} at {{practice}}',
    emergency: 'What you send goes to {{practice}}. Nobody watches it around the clock, and this is not emergency care. In an emergency call 911 or your local emergency number.',
    type: 'Type in a reading', typeLead: 'The devices you were given send their readings by themselves. Type in only what they did not measure.',
    what: 'What was measured', value: 'Value', at: 'Measured',
    send: 'Send to the practice', sent: 'Sent to your practice at', closed: '{{practice}} takes no readings for this record any more. If that surprises you, please call the practice.',
    readings: 'Last readings', from: 'From', since: 'At your practice since', origins: { automatic: 'Device', patient_typed: 'Typed in by you', practice: 'Practice' },
    none: 'No readings yet', noneText: 'What your devices send and what you type in is listed here.',
  },
};
