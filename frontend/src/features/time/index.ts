/** What the application may use of this feature. */
export { TimeDecisions } from './components/decisions';
export { TimePanel } from './components/time-panel';
export { TimerBar } from './components/timer-bar';
export { TimerProvider, usePatientWork } from './components/timer-context';
export { TimeLimitsPanel } from './components/limits-panel';
