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
    values: {
      patient: 'the patient’s', utc: 'UTC', latest_of_consent_enrolment_setup: 'the latest of consent, enrolment and set-up', clip: 'clipped', fixed: 'fixed', union: 'all devices together',
      best_device: 'the best single device', measurement_time: 'when it was measured', period_closed: 'when the period is closed', period_end: 'the period’s end',
      minimum_day: 'the day the minimum was met', first_period_reaching_minimum: 'the first period that reaches the minimum', cut_at_first_event: 'cut at the first of them',
      count_and_warn: 'counted, with a warning', once: 'once', split: 'split at midnight', touched_months_ended: 'when every month it touches has ended', moves_day_one: 'day 1 moves',
      blocks_period: 'the period is blocked', billed_base: 'the billed base’s', hold_time: 'time is held', any_overlap_blocks: 'any overlap blocks', month_end: 'the month’s end',
      compute_and_hold: 'computed and held', never_change_lines: 'lines stay as they are', admin: 'Administrator', biller: 'Biller', tech_support: 'Technical support',
      ai_agent: 'Automated agent',
    },
    judgements: 'Judgements', judgementsLead: 'Where the published rules leave room, this is the reading in force. Another value takes a rule set of its own.', judgement: 'Judgement', clause: 'Clause', inForce: 'In force', allowed: 'Allowed', anyOf: 'a list', overrides: 'Differs in',
    codes: 'Codes', codesLead: 'The official texts are licensed; these words are ours.',
  },
  selfCheck: {
    title: 'Self-check before claims leave', lead: 'The five patterns the Inspector General (OIG) looks for, and others that only show over many patients.', asOf: 'As of', again: 'Look again', nothing: 'Nothing was found.',
    severity: { hold: 'Hold', warn: 'Look at this' }, concerns: { patients: 'Patients:', staff: 'Staff:' }, more: '{{formatted}} more', others_one: 'and {{formatted}} other', others_other: 'and {{formatted}} others', lookedFor: 'What was looked at', pattern: 'Pattern', does: 'When found', result: 'Result', found: 'Found', notFound: 'Not found',
    lookedAt: { patients: 'Patients', lines: 'Billing lines', time_entries: 'Time entries' },
    kinds: {
      ENROLMENT_SPIKE: 'A jump in new patients', NO_PRIOR_VISIT: 'Patients without a visit', SUPPLY_NEVER_MANAGED: 'Supply without treatment management', SEVERAL_PRACTICES: 'Several practices for one patient', SEVERAL_DEVICES: 'More than one supply in a period',
      IDENTICAL_WORK: 'The same minutes and note on many patients', DAY_TOO_LONG: 'A person’s day over 16 hours', TWO_PLACES: 'A person in two places at once', EXACT_TOTALS: 'Months that end exactly on a threshold', IDENTICAL_STREAMS: 'Identical readings of several patients',
    },
  },
};
