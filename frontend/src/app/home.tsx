/** The first screen after sign-in: each role begins where its work is; who has no section is told what the account is for. */
import { useTranslation } from 'react-i18next';
import { Link, Navigate } from 'react-router';
import { useSession } from '@/api/session/context';
import { Page } from '@/components/layouts/page';
import { Card } from '@/components/ui/card';
import { paths } from '@/config/paths';
import { findHome } from './sections';

export function Home() {
  const { user } = useSession();
  const home = user.own_record ? paths.own : findHome(user.permissions);
  return home ? <Navigate to={home} replace /> : <Welcome />;
}

function Welcome() {
  const { t } = useTranslation();
  const { user } = useSession();
  return (
    <Page title={t('home.title', { name: user.first_name })} lead={user.practice.name} width="reading">
      <Card title={t('home.devices')}>
        <p>{t('home.devicesText', { practice: user.practice.name })}</p>
        {user.role === 'patient' ? <p>{t('home.untied')}</p> : null}
        <p className="notice notice-warning" role="note">{t('home.emergency')}</p>
        <p><Link to={paths.account()}>{t('nav.account')}</Link></p>
      </Card>
    </Page>
  );
}
