/** What the application may use of this feature. */
export { fetchMe, logout, switchPractice, updateMe } from './api/sign-in';
export { MustEnrolPage } from './components/must-enrol-page';
export { ForgotPasswordPage, ResetPasswordPage } from './components/password-pages';
export { RenewForm } from './components/renew-form';
export { SignInPage, type SignOutReason } from './components/sign-in-page';
export { PasswordPanel } from './components/password-panel';
export { PreferencesPanel, ProfilePanel } from './components/profile-panel';
export { SessionsPanel } from './components/sessions-panel';
export { TotpPanel } from './components/totp-panel';
