/** What the application may use of this feature. */
export { PatientDevicesPanel } from './components/patient-devices';
