/** The parts of billing: each loads on demand and stands as a tab of the billing screen. */
import { Navigate, type RouteObject } from 'react-router';
import { paths } from '@/config/paths';

export const billingRoutes: RouteObject[] = [
  { index: true, element: <Navigate to={paths.billing('month')} replace /> },
  { path: 'month', lazy: () => import('./pages/billing/month-page') },
  { path: 'at-risk', lazy: () => import('./pages/billing/at-risk-page') },
  { path: 'entries', lazy: () => import('./pages/billing/entries-page') },
  { path: 'entries/:entryId', lazy: () => import('./pages/billing/entry-page') },
  { path: 'claims', lazy: () => import('./pages/billing/claims-page') },
  { path: 'claims/batches/:batchId', lazy: () => import('./pages/billing/batch-page') },
  { path: 'claims/:claimId', lazy: () => import('./pages/billing/claim-page') },
  { path: 'remittances', lazy: () => import('./pages/billing/remittances-page') },
  { path: 'remittances/:remittanceId', lazy: () => import('./pages/billing/remittance-page') },
  { path: 'work', lazy: () => import('./pages/billing/work-page') },
  { path: 'work/:itemId', lazy: () => import('./pages/billing/work-item-page') },
  { path: 'revenue', lazy: () => import('./pages/billing/revenue-page') },
  { path: 'rules', lazy: () => import('./pages/billing/rules-page') },
  { path: 'self-check', lazy: () => import('./pages/billing/self-check-page') },
  { path: 'setup', lazy: () => import('./pages/billing/setup-page') },
];

/** Tabs in order, with what a role must be allowed to see one. */
export const BILLING_TABS = [
  { part: 'month', permission: 'billing.read' },
  { part: 'at-risk', permission: 'billing.read' },
  { part: 'entries', permission: 'billing.read' },
  { part: 'claims', permission: 'billing.read' },
  { part: 'remittances', permission: 'billing.read' },
  { part: 'work', permission: 'billing.read' },
  { part: 'revenue', permission: 'report.read' },
  { part: 'self-check', permission: 'billing.read' },
  { part: 'rules', permission: 'billing.read' },
  { part: 'setup', permission: 'billing.read' },
] as const;
