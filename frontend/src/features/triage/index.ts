/** What the application may use of this feature. */
export { PatientDetail } from './components/patient-detail';
export { ReviewDialog } from './components/review-dialog';
export { Worklist } from './components/worklist';
