/** What the application may use of this feature. */
export { OwnRecordPage } from './components/own-page';
