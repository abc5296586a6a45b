/** What the application may use of this feature. */
export { usePatient } from './api/patients';
export { ArchiveButton } from './components/archive-button';
export { PatientForm } from './components/patient-form';
export { PatientHeader } from './components/patient-header';
export { PatientImport } from './components/patient-import';
export { PatientList, PatientListActions } from './components/patient-list';
export { PatientOverview } from './components/patient-overview';
export { PatientTimeline } from './components/patient-timeline';
