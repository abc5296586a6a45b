export const account = {
  signIn: {
    title: 'Sign in', lead: 'Remote patient monitoring', email: 'E-mail', password: 'Password', submit: 'Sign in', forgot: 'Forgot your password?',
    failed: 'E-mail or password is not right.', codeTitle: 'Two-step verification', codeLead: 'Enter the six digits your authenticator app shows, or a recovery code.',
    code: 'Code', codeWrong: 'That code is not right. Wait for the next one and try again.', verify: 'Verify', otherAccount: 'Use another account',
    locked: 'Too many attempts. You can try again in {{span}}, at {{time}}.', lockedOver: 'You can try again now.', tooMany_one: 'Too many requests. Try again in {{count}} second.', tooMany_other: 'Too many requests. Try again in {{count}} seconds.',
    signedOut: 'You have been signed out.', idleOut: 'You were signed out because nobody used this window for a while.', endedOut: 'Your session had lasted as long as your practice allows. Sign in again to go on.',
    unreachable: 'The server cannot be reached. Trying again…', showPassword: 'Show password', hidePassword: 'Hide password',
  },
  password: {
    forgotTitle: 'Reset your password', forgotLead: 'Enter your e-mail. If an account belongs to it, a link is sent.', send: 'Send the link',
    sent: 'If an account belongs to this address, a message with a link is on its way.', backToSignIn: 'Back to sign-in',
    resetTitle: 'Choose a new password', newPassword: 'New password', again: 'New password again', mismatch: 'The two passwords differ.',
    rules: 'At least 15 characters; with two-step verification 8 are enough. Common passwords and those with your name or the practice’s are refused.', totp: 'Code from your authenticator app (if you use one)',
    save: 'Set the password', done: 'Your password is set. You can sign in now.', linkBroken: 'This link is incomplete. Ask for a new one.',
    change: 'Change password', current: 'Current password', changed: 'Your password has been changed. Other sessions have ended.',
  },
  totp: {
    title: 'Two-step verification', mustLead: 'Your practice asks for two-step verification. Set it up to go on.', step1: '1. Scan this code with an authenticator app',
    orType: 'Or type this key into the app:', step2: '2. Enter the six digits the app shows', qr: 'QR code for an authenticator app', start: 'Set up', confirm: 'Turn on',
    on: 'Two-step verification is on.', off: 'Two-step verification is off.', codesTitle: 'Recovery codes',
    codesLead: 'Keep these codes in a safe place. Each works once when the app is not at hand. They are shown only now.', codesKept: 'I have kept the codes',
    disable: 'Turn off', newCodes: 'New recovery codes', newCodesLead: 'The old codes stop working.',
  },
  idle: { title: 'Are you still there?', text: 'You will be signed out in {{span}} because nobody has used this window.', stay: 'Stay signed in', leave: 'Sign out' },
  sessionEnd: {
    title: 'Your session ends at {{time}}', text: 'It ends in {{span}}, however busy you are. Enter your password to go on: what you have open and written here stays as it is.',
    again: 'You will be reminded two minutes before.', later: 'Not now', renew: 'Sign in again', renewed: 'You have signed in again.',
  },
  account: {
    title: 'My account', profile: 'Profile', sessions: 'Sessions', preferences: 'Preferences', firstName: 'First name', lastName: 'Last name',
    thisSession: 'This session', end: 'End', endAll: 'Sign out everywhere',
    endAllText: 'Every session of yours ends, this one included.', device: 'Browser', address: 'Address', lastSeen: 'Last seen', started: 'Started', ended: 'The session has ended.',
    shortcuts: 'Single-key shortcuts', shortcutsOn: 'On', shortcutsOff: 'Off', languageAuto: 'As the browser', noSessions: 'No other sessions.',
  },
};
