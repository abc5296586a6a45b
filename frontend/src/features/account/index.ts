/** What the application may use of this feature. */
export { fetchMe, logout, switchPractice, updateMe } from './api/sign-in';
export { MustEnrolPage } from './components/must-enrol-page';
export { ForgotPasswordPage, ResetPasswordPage } from './components/password-pages';
export { SignInPage, type SignOutReason } from './components/sign-in-page';
