/** All alerts of a patient, newest first, with their history. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keys } from '@/api/keys';
import { Pager } from '@/components/ui/pager';
import { SelectInput } from '@/components/ui/select';
import { EmptyState, QueryView } from '@/components/ui/states';
import { listAlerts, type AlertStateFilter } from '../api/alerts';
import { AlertCard } from './alert-card';
import { useAlertCommands } from './use-alert-commands';

const PAGE_SIZE = 20;
const CHOICES: AlertStateFilter[] = ['unresolved', 'open', 'acknowledged', 'resolved'];

export function AlertsPanel({ patientId, zone }: { patientId: string; zone: string }) {
  const { t } = useTranslation();
  const commands = useAlertCommands();
  const [state, setState] = useState<AlertStateFilter>('unresolved');
  const [page, setPage] = useState(1);
  const filter = { patient_id: patientId, page, state };
  const query = useQuery({ queryKey: [...keys.patient(patientId), 'alerts', 'list', filter], queryFn: () => listAlerts(filter) });
  return (
    <div className="stack">
      <div className="toolbar">
        <SelectInput label={t('alerts.filterState')} value={state} onChange={(next) => { setState(next); setPage(1); }}
          options={CHOICES.map((value) => ({ value, label: t(`alerts.state.${value}`) }))} />
      </div>
      <QueryView query={query} isEmpty={(data) => data.results.length === 0} empty={<EmptyState title={t('alerts.noneTitle')}>{t('alerts.noneText')}</EmptyState>}>
        {(data) => (
          <>
            {data.results.map((alert) => <AlertCard key={alert.id} alert={alert} zone={zone} commands={commands} />)}
            <Pager page={page} pageSize={PAGE_SIZE} count={data.count} onChange={setPage} />
          </>
        )}
      </QueryView>
      {commands.dialog}
    </div>
  );
}
