/** The parts of billing: each loads on demand and stands as a tab of the billing screen. */
import { Navigate, type RouteObject } from 'react-router';
import { paths } from '@/config/paths';

export const billingRoutes: RouteObject[] = [
  { index: true, element: <Navigate to={paths.billing('revenue')} replace /> },
  { path: 'revenue', lazy: () => import('./pages/billing/revenue-page') },
];

/** Tabs in order, with what a role must be allowed to see one. */
export const BILLING_TABS = [
  { part: 'revenue', permission: 'report.read' },
] as const;
