/** The unresolved alerts of a patient with what can be done about them. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { keys } from '@/api/keys';
import { LoadingState, QueryView } from '@/components/ui/states';
import { listAlerts, type AlertFilter } from '../api/alerts';
import { AlertCard } from './alert-card';
import type { AlertCommands } from './use-alert-commands';

interface OpenAlertsProps {
  patientId: string;
  zone: string;
  commands: AlertCommands;
  compact?: boolean;
}

export function OpenAlerts({ patientId, zone, commands, compact = false }: OpenAlertsProps) {
  const { t } = useTranslation();
  const filter: AlertFilter = { patient_id: patientId, state: 'unresolved' };
  const query = useQuery({ queryKey: [...keys.patient(patientId), 'alerts', 'list', filter], queryFn: () => listAlerts(filter) });
  return (
    <QueryView
      query={query}
      loading={<LoadingState rows={2} />}
      isEmpty={(data) => data.results.every((alert) => alert.state === 'resolved')}
      empty={<p className="muted">{t('triage.noOpenAlerts')}</p>}
    >
      {(data) => (
        <div className="stack-sm">
          {data.results.filter((alert) => alert.state !== 'resolved').map((alert) => (
            <AlertCard key={alert.id} alert={alert} zone={zone} commands={commands} compact={compact} />
          ))}
        </div>
      )}
    </QueryView>
  );
}
