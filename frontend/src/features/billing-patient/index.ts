/** What the application may use of this feature. */
export { PatientBillingPanel } from './components/patient-billing-panel';
