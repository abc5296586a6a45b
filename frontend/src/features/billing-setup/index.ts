/** What the application may use of this feature. */
export { CoveragePanel } from './components/coverage-panel';
export { BillingSetup } from './components/billing-setup';
