/** What the application may use of this feature. */
export { EnrollmentPanel } from './components/enrollment-panel';
