/** What the application may use of this feature. */
export { AtRiskList } from './components/at-risk-list';
export { EntryList } from './components/entry-list';
export { EntryView } from './components/entry-view';
export { MonthView } from './components/month-view';
