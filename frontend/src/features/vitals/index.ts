/** What the application may use of this feature. */
export { CorrectionDialog } from './components/correction-dialog';
export { VitalsPanel } from './components/vitals-panel';
