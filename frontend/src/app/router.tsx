/** Addresses and the screens behind them. Screens load on demand; sign-in stands in front of all but password reset. */
import { createBrowserRouter, Navigate, Outlet, type RouteObject } from 'react-router';
import { ForgotPasswordPage, ResetPasswordPage } from '@/features/account';
import { paths } from '@/config/paths';
import { billingRoutes } from './billing-routes';
import { CrashPage, NotFoundPage } from './fallback-pages';
import { Home } from './home';
import { SessionProvider } from './session-provider';
import { Shell } from './shell';
import { StartingScreen } from './starting-screen';

function SignedIn() {
  return <SessionProvider><Outlet /></SessionProvider>;
}

export const routes: RouteObject[] = [
  { path: paths.forgot, element: <ForgotPasswordPage />, errorElement: <CrashPage /> },
  { path: paths.reset, element: <ResetPasswordPage />, errorElement: <CrashPage /> },
  {
    element: <SignedIn />,
    hydrateFallbackElement: <StartingScreen unreachable={false} />,
    errorElement: <CrashPage />,
    children: [
      {
        element: <Shell />,
        children: [
          { index: true, element: <Home /> },
          { path: paths.signIn, element: <Navigate to="/" replace /> },
          { path: paths.own, lazy: () => import('./pages/own-page') },
          { path: paths.worklist, lazy: () => import('./pages/worklist-page') },
          { path: paths.patients, lazy: () => import('./pages/patients-page') },
          { path: paths.patientNew, lazy: () => import('./pages/patient-edit-page') },
          { path: paths.patientsImport, lazy: () => import('./pages/patient-import-page') },
          { path: paths.patientEdit(':patientId'), lazy: () => import('./pages/patient-edit-page') },
          { path: paths.patient(':patientId', ':tab?'), lazy: () => import('./pages/patient-page') },
          { path: paths.devices, lazy: () => import('./pages/devices-page') },
          { path: paths.device(':deviceId'), lazy: () => import('./pages/device-page') },
          { path: paths.quarantine, lazy: () => import('./pages/deliveries-page') },
          { path: paths.delivery(':deliveryId'), lazy: () => import('./pages/delivery-page') },
          { path: paths.practice(':tab?'), lazy: () => import('./pages/practice-page') },
          { path: paths.account(), lazy: () => import('./pages/account-page') },
          { path: paths.audit, lazy: () => import('./pages/audit-page') },
          { path: paths.billing(), lazy: () => import('./pages/billing-page'), children: billingRoutes },
          { path: paths.time, lazy: () => import('./pages/time-page') },
          { path: '*', element: <NotFoundPage /> },
        ],
      },
    ],
  },
];

export function makeRouter() {
  return createBrowserRouter(routes);
}
