/** A patient: head, tabs, and behind each tab the feature it belongs to. */
import { ClipboardCheck, Pencil } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useSummary } from '@/api/queries/summary';
import { useCan, useSession } from '@/api/session/context';
import type { PatientSummary } from '@/api/types';
import { Page } from '@/components/layouts/page';
import { TabNav } from '@/components/layouts/tab-nav';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { StaleBanner } from '@/components/ui/live-status';
import { QueryView } from '@/components/ui/states';
import { AlertsPanel, OpenAlerts, OpenCalls, useAlertCommands } from '@/features/alerts';
import { PatientBillingPanel } from '@/features/billing-patient';
import { CoveragePanel } from '@/features/billing-setup';
import { PatientDevicesPanel } from '@/features/devices';
import { AuditLog } from '@/features/audit';
import { EnrollmentPanel } from '@/features/enrollment';
import { ArchiveButton, PatientHeader, PatientOverview, PatientTimeline } from '@/features/patients';
import { PatientThresholdsPanel } from '@/features/thresholds';
import { TimePanel, usePatientWork } from '@/features/time';
import { ReviewDialog } from '@/features/triage';
import { VitalsPanel } from '@/features/vitals';
import { paths } from '@/config/paths';
import { Guard } from '../guard';
import { NotFoundPage } from '../fallback-pages';

const TABS = [
  { tab: 'overview', permission: 'patient.read' },
  { tab: 'vitals', permission: 'reading.read' },
  { tab: 'thresholds', permission: 'threshold.read' },
  { tab: 'enrollment', permission: 'enrollment.read' },
  { tab: 'devices', permission: 'device.read' },
  { tab: 'alerts', permission: 'alert.read' },
  { tab: 'billing', permission: 'billing.read' },
  { tab: 'timeline', permission: 'patient.read' },
  { tab: 'time', permission: 'time.read' },
  { tab: 'audit', permission: 'audit.read' },
] as const;

function PatientScreen({ patientId, tab }: { patientId: string; tab: string }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const query = useSummary(patientId);
  usePatientWork(patientId);
  const chosen = TABS.find((candidate) => candidate.tab === tab);
  if (!chosen) return <NotFoundPage />;
  const summary = query.data;
  const name = summary ? `${summary.patient.first_name} ${summary.patient.last_name}` : t('inventory.patient');
  return (
    <Page title={name} part={tab === 'overview' ? undefined : t(`patient.tabs.${chosen.tab}`)} actions={summary ? <PatientActions summary={summary} /> : null}>
      <QueryView query={query}>
        {(summary) => {
          const zone = summary.patient.timezone;
          return (
            <>
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
                {chosen.tab === 'vitals' ? <VitalsPanel patientId={patientId} zone={zone} takesReadings={summary.patient.active} /> : null}
                {chosen.tab === 'thresholds' ? <PatientThresholdsPanel patientId={patientId} zone={zone} /> : null}
                {chosen.tab === 'enrollment' ? <EnrollmentPanel patientId={patientId} zone={zone} closed={summary.patient.deceased_at ? 'deceased' : summary.patient.active ? null : 'archived'} /> : null}
                {chosen.tab === 'devices' ? <PatientDevicesPanel patientId={patientId} zone={zone} /> : null}
                {chosen.tab === 'billing' ? <div className="stack"><PatientBillingPanel patientId={patientId} /><CoveragePanel patientId={patientId} zone={zone} /></div> : null}
                {chosen.tab === 'timeline' ? <PatientTimeline patientId={patientId} zone={zone} /> : null}
                {chosen.tab === 'time' ? <TimePanel patientId={patientId} zone={zone} /> : null}
                {chosen.tab === 'audit' ? <Card flush><AuditLog filter={{ patient_id: patientId }} zone={zone} /></Card> : null}
                {chosen.tab === 'alerts' ? <AlertsPanel patientId={patientId} zone={zone} /> : null}
              </Guard>
            </>
          );
        }}
      </QueryView>
    </Page>
  );
}

function PatientActions({ summary }: { summary: PatientSummary }) {
  const { t } = useTranslation();
  const mayWrite = useCan('patient.write');
  const mayArchive = useCan('patient.archive');
  const { id, active } = summary.patient;
  return (
    <>
      {mayWrite ? <Link className="btn btn-secondary btn-normal" to={paths.patientEdit(id)}><Pencil size={16} aria-hidden="true" />{t('patient.editPatient')}</Link> : null}
      {mayArchive ? <ArchiveButton patientId={id} active={active} /> : null}
    </>
  );
}

function Overview({ summary, zone, name }: { summary: PatientSummary; zone: string; name: string }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const commands = useAlertCommands();
  const [reviewing, setReviewing] = useState(false);
  const alerts = user.permissions.includes('alert.read') ? (
    <div className="stack-sm"><OpenCalls by="hand" patientId={summary.patient.id} zone={zone} /><OpenAlerts patientId={summary.patient.id} zone={zone} commands={commands} /><OpenCalls by="clock" patientId={summary.patient.id} zone={zone} /></div>
  ) : null;
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
