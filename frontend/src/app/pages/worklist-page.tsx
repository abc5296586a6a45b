/** The worklist with the acts on alerts built in. */
import { useTranslation } from 'react-i18next';
import type { AlertAction, PatientSummary, TriageItem } from '@/api/types';
import { Page } from '@/components/layouts/page';
import { LiveMark, StaleBanner } from '@/components/ui/live-status';
import { AlertCard, useAlertCommands } from '@/features/alerts';
import { PatientDetail, Worklist } from '@/features/triage';
import { Guard } from '../guard';

function WorklistScreen() {
  const { t } = useTranslation();
  const commands = useAlertCommands();
  const actOnTop = (action: AlertAction, item: TriageItem) => {
    if (item.top_alert) commands.run(action, { ...item.top_alert, patient_id: item.patient_id, patient_name: item.patient_name });
  };
  const renderAlerts = (summary: PatientSummary, zone: string) => (
    <div className="stack-sm">
      {summary.open_alerts.map((alert) => <AlertCard key={alert.id} alert={alert} zone={zone} commands={commands} compact />)}
    </div>
  );
  return (
    <Page title={t('triage.title')} lead={t('triage.lead')}>
      <StaleBanner />
      <Worklist
        live={<LiveMark />}
        onAlertKey={actOnTop}
        renderDetail={(item, review) => <PatientDetail item={item} onReview={review} renderAlerts={renderAlerts} />}
      />
      {commands.dialog}
    </Page>
  );
}

export function Component() {
  return <Guard permission="triage.read"><WorklistScreen /></Guard>;
}
