/** A patient: head, tabs, and behind each tab the feature it belongs to. */
import { ClipboardCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useSummary } from '@/api/queries/summary';
import { useSession } from '@/api/session/context';
import type { PatientSummary } from '@/api/types';
import { Page } from '@/components/layouts/page';
import { TabNav } from '@/components/layouts/tab-nav';
import { Button } from '@/components/ui/button';
import { StaleBanner } from '@/components/ui/live-status';
import { QueryView } from '@/components/ui/states';
import { AlertsPanel, OpenAlerts, useAlertCommands } from '@/features/alerts';
import { PatientDevicesPanel } from '@/features/devices';
import { PatientHeader, PatientOverview } from '@/features/patients';
import { PatientThresholdsPanel } from '@/features/thresholds';
import { ReviewDialog } from '@/features/triage';
import { VitalsPanel } from '@/features/vitals';
import { paths } from '@/config/paths';
import { Guard } from '../guard';
import { NotFoundPage } from '../fallback-pages';

const TABS = [
  { tab: 'overview', permission: 'patient.read' },
  { tab: 'vitals', permission: 'reading.read' },
  { tab: 'thresholds', permission: 'threshold.read' },
  { tab: 'devices', permission: 'device.read' },
  { tab: 'alerts', permission: 'alert.read' },
] as const;

function PatientScreen({ patientId, tab }: { patientId: string; tab: string }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const query = useSummary(patientId);
  const chosen = TABS.find((candidate) => candidate.tab === tab);
  if (!chosen) return <NotFoundPage />;
  return (
    <QueryView query={query}>
      {(summary) => {
        const zone = summary.patient.timezone ?? user.practice.timezone;
        const name = `${summary.patient.first_name} ${summary.patient.last_name}`;
        return (
          <Page title={name}>
            <StaleBanner />
            <PatientHeader summary={summary} zone={zone} />
            <TabNav
              label={t('patient.tabsLabel')}
              tabs={TABS.filter((one) => user.permissions.includes(one.permission)).map((one) => ({
                to: paths.patient(patientId, one.tab === 'overview' ? undefined : one.tab), label: t(`patient.tabs.${one.tab}`), end: true,
              }))}
            />
            <Guard permission={chosen.permission}>
              {chosen.tab === 'overview' ? <Overview summary={summary} zone={zone} name={name} /> : null}
              {chosen.tab === 'vitals' ? <VitalsPanel patientId={patientId} /> : null}
              {chosen.tab === 'thresholds' ? <PatientThresholdsPanel patientId={patientId} zone={zone} /> : null}
              {chosen.tab === 'devices' ? <PatientDevicesPanel patientId={patientId} zone={zone} /> : null}
              {chosen.tab === 'alerts' ? <AlertsPanel patientId={patientId} zone={zone} /> : null}
            </Guard>
          </Page>
        );
      }}
    </QueryView>
  );
}

function Overview({ summary, zone, name }: { summary: PatientSummary; zone: string; name: string }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const commands = useAlertCommands();
  const [reviewing, setReviewing] = useState(false);
  const alerts = <OpenAlerts patientId={summary.patient.id} zone={zone} commands={commands} />;
  const actions = user.permissions.includes('review.create')
    ? <Button size="small" icon={<ClipboardCheck size={14} aria-hidden="true" />} onPress={() => setReviewing(true)}>{t('triage.markReviewed')}</Button>
    : null;
  return (
    <>
      <PatientOverview summary={summary} zone={zone} alerts={alerts} actions={actions} />
      {commands.dialog}
      {reviewing ? <ReviewDialog patientId={summary.patient.id} patientName={name} onClose={() => setReviewing(false)} /> : null}
    </>
  );
}

export function Component() {
  const { patientId = '', tab = 'overview' } = useParams();
  return <Guard permission="patient.read"><PatientScreen key={patientId} patientId={patientId} tab={tab} /></Guard>;
}
