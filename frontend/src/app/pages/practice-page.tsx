/** The practice: settings, people, roles, deadlines, time keeping, thresholds, connections. */
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useSession } from '@/api/session/context';
import { Page } from '@/components/layouts/page';
import { TabNav } from '@/components/layouts/tab-nav';
import { paths } from '@/config/paths';
import { ConnectionsPanel } from '@/features/deliveries';
import { DeadlinesPanel, MembersPanel, RoleMatrixPanel, SettingsPanel } from '@/features/practice';
import { PracticeThresholdsPanel } from '@/features/thresholds';
import { TimeLimitsPanel } from '@/features/time';
import { NotFoundPage } from '../fallback-pages';
import { Guard } from '../guard';

const TABS = [
  { tab: 'settings', permission: 'practice.read', Panel: SettingsPanel },
  { tab: 'users', permission: 'user.read', Panel: MembersPanel },
  { tab: 'roles', permission: 'user.read', Panel: RoleMatrixPanel },
  { tab: 'deadlines', permission: 'practice.read', Panel: DeadlinesPanel },
  { tab: 'time', permission: 'practice.read', Panel: TimeLimitsPanel },
  { tab: 'thresholds', permission: 'threshold.read', Panel: PracticeThresholdsPanel },
  { tab: 'connections', permission: 'connection.manage', Panel: ConnectionsPanel },
] as const;

export function Component() {
  const { t } = useTranslation();
  const { user } = useSession();
  const { tab = 'settings' } = useParams();
  const chosen = TABS.find((one) => one.tab === tab);
  if (!chosen) return <NotFoundPage />;
  return (
    <Page title={t('practice.title')} part={t(`practice.tabs.${chosen.tab}`)} lead={user.practice.name}>
      <TabNav
        label={t('practice.parts')}
        tabs={TABS.filter((one) => user.permissions.includes(one.permission)).map((one) => ({
          to: paths.practice(one.tab === 'settings' ? undefined : one.tab), label: t(`practice.tabs.${one.tab}`), end: true,
        }))}
      />
      <Guard permission={chosen.permission}><chosen.Panel /></Guard>
    </Page>
  );
}
