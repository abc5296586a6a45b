/** The worklist with the acts on alerts built in. */
import { useTranslation } from 'react-i18next';
import type { AlertAction, TriageItem } from '@/api/types';
import { Page } from '@/components/layouts/page';
import { LiveMark, StaleBanner } from '@/components/ui/live-status';
import { OpenAlerts, OpenCalls, useAlertCommands } from '@/features/alerts';
import { PatientDetail, Worklist } from '@/features/triage';
import { Guard } from '../guard';

function WorklistScreen() {
  const { t } = useTranslation();
  const commands = useAlertCommands();
  const actOnTop = (action: AlertAction, item: TriageItem) => {
    if (item.top_alert) void commands.runById(action, item.top_alert.id, item.patient_id);
  };
  const renderAlerts = (item: TriageItem) => (patientId: string, zone: string) => (
    <>
      {item.active_escalations > 0 ? <OpenCalls by="hand" patientId={patientId} zone={zone} /> : null}
      <OpenAlerts patientId={patientId} zone={zone} commands={commands} compact />
      {item.active_escalations > 0 ? <OpenCalls by="clock" patientId={patientId} zone={zone} /> : null}
    </>
  );
  return (
    <Page title={t('triage.title')} lead={t('triage.lead')}>
      <StaleBanner />
      <Worklist
        live={<LiveMark />}
        onAlertKey={actOnTop}
        renderDetail={(item, review) => <PatientDetail item={item} onReview={review} renderAlerts={renderAlerts(item)} />}
      />
      {commands.dialog}
    </Page>
  );
}

export function Component() {
  return <Guard permission="triage.read"><WorklistScreen /></Guard>;
}
