/** What the application may use of this feature. */
export { PatientThresholdsPanel } from './components/patient-thresholds';
