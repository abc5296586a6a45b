/** Billing: its parts as tabs, each at an address of its own. */
import { useTranslation } from 'react-i18next';
import { Outlet, useLocation } from 'react-router';
import { useSession } from '@/api/session/context';
import { Page } from '@/components/layouts/page';
import { TabNav } from '@/components/layouts/tab-nav';
import { paths } from '@/config/paths';
import { BILLING_TABS } from '../billing-routes';
import { Guard } from '../guard';

function BillingPage() {
  const { t } = useTranslation();
  const { user } = useSession();
  const { pathname } = useLocation();
  const tabs = BILLING_TABS.filter((tab) => user.permissions.includes(tab.permission));
  const current = tabs.find(({ part }) => pathname.startsWith(paths.billing(part)));
  return (
    <Page title={t('billing.title')} part={current ? t(`billing.tabs.${current.part}`) : undefined} lead={t('billing.lead')}>
      <TabNav label={t('billing.parts')} tabs={tabs.map(({ part }) => ({ to: paths.billing(part), label: t(`billing.tabs.${part}`) }))} />
      <Outlet />
    </Page>
  );
}

export function Component() {
  return <Guard permission="billing.read"><BillingPage /></Guard>;
}
