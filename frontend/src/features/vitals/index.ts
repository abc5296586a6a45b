/** What the application may use of this feature. */
export { VitalsPanel } from './components/vitals-panel';
