/** What the application may use of this feature. */
export { PatientHeader } from './components/patient-header';
export { PatientOverview } from './components/patient-overview';
