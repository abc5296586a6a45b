export const common = {
  common: {
    close: 'Close', cancel: 'Cancel', save: 'Save', edit: 'Edit', add: 'Add', remove: 'Remove',
    confirm: 'Confirm', loading: 'Loading…', retry: 'Try again', all: 'All', none: 'None', yes: 'Yes', no: 'No',
    unknown: 'Unknown', optional: 'optional', actions: 'Actions', status: 'Status', reason: 'Reason',
    from: 'From', to: 'To', date: 'Date', name: 'Name', email: 'E-mail', phone: 'Phone', role: 'Role', saved: 'Saved.',
    copy: 'Copy', copied: 'Copied.', messages: 'Messages', paging: 'Pages',
    range: '{{first}}–{{last}} of {{total}}', previousPage: 'Previous page', nextPage: 'Next page',
    errorTitle: 'This could not be loaded', networkText: 'The server did not answer. Check the connection and try again.',
    toStart: 'To the start page', leaveTitle: 'Leave without saving?', leaveText: 'What you have written here has not been saved and would be lost.', leave: 'Leave without saving', stay: 'Go on writing',
    notFoundTitle: 'Not found', notFoundText: 'It does not exist, or it belongs to another practice.',
    forbiddenTitle: 'You do not have access to this', forbiddenText: 'Your role does not include it. An administrator of your practice can change that.',
    refreshFailed: 'Could not refresh. What you see may be old.', skipToContent: 'Skip to content', required: 'Required', needed: 'Please fill this in.', noNumber: 'Please write a number.', noAddress: 'Please write a whole address, such as name@example.org.',
    timesIn: 'Times in {{zone}}', you: 'you', system: 'System', never: 'never', conflictText: 'Somebody changed this meanwhile. It has been reloaded.',
  },
  level: { critical: 'Critical', warning: 'Warning', no_data: 'No data', normal: 'Normal' },
  role: {
    admin: 'Administrator', clinical_manager: 'Clinical manager', provider: 'Provider', nurse: 'Nurse', ma: 'Medical assistant',
    data_monitor: 'Data monitor', patient: 'Patient', billing_manager: 'Billing manager',
  },
  vital: {
    systolic: 'Systolic', diastolic: 'Diastolic', pulse: 'Pulse', spo2: 'SpO₂', weight_kg: 'Weight', glucose_mg_dl: 'Glucose',
    temperature_c: 'Temperature', respiratory_rate: 'Respiratory rate',
  },
  kind: {
    blood_pressure: 'Blood pressure', heart_rate: 'Heart rate', pulse_oximetry: 'Oxygen saturation', weight: 'Weight', glucose: 'Glucose',
    temperature: 'Temperature', respiratory_rate: 'Respiratory rate',
  },
  home: {
    title: 'Welcome, {{name}}', devices: 'Your devices', devicesText: 'The devices you were given send your readings to {{practice}} by themselves. You need to do nothing here.',
    emergency: 'Nobody watches these readings around the clock. In an emergency call 911 or your local emergency number.', untied: 'Your practice has not yet said which record is yours. Once it has, you see your readings here and can type in others.',
  },
  nav: {
    main: 'Main', own: 'My readings', worklist: 'Worklist', patients: 'Patients', devices: 'Devices', quarantine: 'Quarantine', practice: 'Practice',
    audit: 'Audit log', billing: 'Billing', time: 'Time to decide', account: 'My account', signOut: 'Sign out', switchPractice: 'Switch practice', theme: 'Appearance',
    language: 'Language', release: 'Release {{release}}',
  },
  theme: { system: 'As the device', light: 'Light', dark: 'Dark' },
  live: {
    live: 'Live', connecting: 'Connecting…', polling: 'Every 10 s', down: 'Not live',
    stale: 'Live updates are interrupted. Last updated {{ago}}. What you see may be old.',
    polled: 'Live updates are interrupted. Asking the server every 10 seconds instead.',
    retryIn: 'Trying again in {{span}}', neverHeard: 'Live updates have not started yet.',
  },
};
