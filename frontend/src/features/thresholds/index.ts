/** What the application may use of this feature. */
export { PatientThresholdsPanel } from './components/patient-thresholds';
export { PracticeThresholdsPanel } from './components/practice-thresholds';
