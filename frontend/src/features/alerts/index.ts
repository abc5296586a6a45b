/** What the application may use of this feature. */
export { AlertButtons } from './components/alert-buttons';
export { AlertCard } from './components/alert-card';
export { AlertsPanel } from './components/alerts-panel';
export { useAlertCommands, type AlertCommands, type AlertRef } from './components/use-alert-commands';
