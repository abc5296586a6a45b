export const billingRules = {
  rules: {
    none: 'No rules are loaded', set: 'Rule set', id: 'Name', payer: 'Payer', dates: 'Dates of service', inherits: 'Builds on', diagnoses: 'Diagnoses covered', allDiagnoses: 'no list: any diagnosis', noDiagnosis: 'an empty list: none', sources: 'Sources',
    confirmed: 'Confirmed: a person has read its sources. Its lines may leave.', unconfirmed: 'Not confirmed: lines of these dates are computed and held.', held: 'Lines of these dates are held.',
    changes: 'What changed', changesAgainst: 'What changed against {{set}}, and why', first: 'This is the oldest set: there is none before it.', unchanged: 'No code needs anything else than in {{set}}.',
    code: 'Code', program: 'Program', kind: 'Kind', change: 'Change', before: 'Before', now: 'Now', why: 'Who says so', mark: 'How sure', needs: 'Needs', needsOf: 'What each code needs: {{program}}', says: 'In our own words',
    changed: { new: 'New', gone: 'Gone', changed: 'Changed' }, marks: { A: 'primary text', B: 'secondary source', C: 'general knowledge' },
    daysBetween: '{{least}} to {{most}} days of data', daysFrom: 'at least {{least}} days of data', minutesFrom: 'at least {{minutes}} minutes', eachFurther: 'each further full {{minutes}} minutes',
    fromTo: '{{from}} to {{to}}', fromOn: 'from {{from}}', until: 'until {{to}}', always: 'always',
    programs: { rpm: 'Remote monitoring (RPM)', rtm: 'Therapeutic monitoring (RTM)', rtm_respiratory: 'RTM, respiratory', rtm_musculoskeletal: 'RTM, musculoskeletal', rtm_cognitive: 'RTM, cognitive behavioural' },
    kinds: { setup: 'Set-up', supply: 'Supply', time: 'Time', time_addon: 'Further time', clinician_time: 'Clinician’s time' },
    judgements: 'Judgements', judgementsLead: 'Where the published rules leave room, this is the reading in force. Another value takes a rule set of its own.', judgement: 'Judgement', clause: 'Clause', inForce: 'In force', allowed: 'Allowed', anyOf: 'a list', overrides: 'Differs in',
    codes: 'Codes', codesLead: 'The official texts are licensed; these words are ours.',
  },
  selfCheck: {
    title: 'Self-check before claims leave', lead: 'The five patterns the Inspector General (OIG) looks for, and others that only show over many patients.', asOf: 'As of', again: 'Look again', nothing: 'Nothing was found.',
    severity: { hold: 'Hold', warn: 'Look at this' }, concerns: { patients: 'Patients:', staff: 'Staff:' }, more: '{{formatted}} more', lookedFor: 'What was looked at', pattern: 'Pattern', does: 'When found', result: 'Result', found: 'Found', notFound: 'Not found',
    lookedAt: { patients: 'Patients', lines: 'Billing lines', time_entries: 'Time entries' },
    kinds: {
      ENROLMENT_SPIKE: 'A jump in new patients', NO_PRIOR_VISIT: 'Patients without a visit', SUPPLY_NEVER_MANAGED: 'Supply without treatment management', SEVERAL_PRACTICES: 'Several practices for one patient', SEVERAL_DEVICES: 'More than one supply in a period',
      IDENTICAL_WORK: 'The same minutes and note on many patients', DAY_TOO_LONG: 'A person’s day over 16 hours', TWO_PLACES: 'A person in two places at once', EXACT_TOTALS: 'Months that end exactly on a threshold', IDENTICAL_STREAMS: 'Identical readings of several patients',
    },
  },
};
