/** What the application may use of this feature. */
export { useDevice } from './api/devices';
export { DeviceList, DeviceListActions } from './components/device-list';
export { DeviceDetail } from './components/device-page';
export { modelName } from './components/model-name';
export type { StrayCorrection } from './components/stray-readings';
export { PatientDevicesPanel } from './components/patient-devices';
