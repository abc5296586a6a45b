/** What the application may use of this feature. */
export { AlertsPanel } from './components/alerts-panel';
export { OpenAlerts } from './components/open-alerts';
export { useAlertCommands } from './components/use-alert-commands';
