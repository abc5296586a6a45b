/** What the application may use of this feature. */
export { AlertsPanel } from './components/alerts-panel';
export { OpenCalls } from './components/open-calls';
export { OpenAlerts } from './components/open-alerts';
export { useAlertCommands } from './components/use-alert-commands';
