/** What the application may use of this feature. */
export { ClaimsScreen } from './components/claims-screen';
export { ClaimScreen } from './components/claim-screen';
export { BatchScreen } from './components/batch-screen';
export { RemittancesScreen } from './components/remittances-screen';
export { RemittanceScreen } from './components/remittance-screen';
export { WorkScreen } from './components/work-screen';
export { WorkItemScreen } from './components/work-item-screen';
