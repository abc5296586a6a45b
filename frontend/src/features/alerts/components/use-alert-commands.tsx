/**
 * The acts on alerts, for buttons and keys alike: `run(action, alert)` does a simple act at once and opens a dialog for
 * one that needs words, which stays until the server has taken them. Render `dialog` somewhere on the screen.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { keys } from '@/api/keys';
import type { Alert, AlertAction } from '@/api/types';
import { toast } from '@/components/ui/toast';
import { fetchAlert } from '../api/alerts';
import { useAct } from '../api/use-act';
import { ActDialog, type DialogAction } from './act-dialog';

export interface AlertCommands {
  run: (action: AlertAction, alert: Alert) => void;
  /** The same from a list that knows only the id; what is allowed is asked first. */
  runById: (action: AlertAction, alertId: string, patientId: string) => Promise<void>;
  dialog: ReactNode;
}

export function useAlertCommands(): AlertCommands {
  const { t } = useTranslation();
  const client = useQueryClient();
  const act = useAct();
  const worded = useAct({ tells: 'in its dialog' });
  const [asking, setAsking] = useState<{ action: DialogAction; alert: Alert } | null>(null);

  const run = (action: AlertAction, alert: Alert) => {
    if (!alert.allowed_actions.includes(action)) {
      const possible = alert.allowed_actions.map((name) => t(`alerts.${name}`)).join(', ');
      toast.error(t('alerts.failed', { name: t(`alerts.${action}`), detail: possible ? t('alerts.possible', { possible }) : t('alerts.notAllowed') }));
    } else if (action === 'claim' || action === 'release') {
      act.mutate({ alertId: alert.id, patientId: alert.patient_id, act: action === 'claim' ? { action } : { action, input: {} } });
    } else {
      worded.reset();
      setAsking({ action, alert });
    }
  };

  const runById = async (action: AlertAction, alertId: string, patientId: string) => {
    try {
      const alert = await client.query({
        queryKey: [...keys.patient(patientId), 'alerts', 'one', alertId], queryFn: () => fetchAlert(alertId), staleTime: 2_000,
      });
      // One key both takes and gives back.
      run(action === 'claim' && alert.allowed_actions.includes('release') ? 'release' : action, alert);
    } catch (error) {
      toast.error(t('alerts.failed', { name: t(`alerts.${action}`), detail: toApiError(error).message || t('common.networkText') }));
    }
  };

  const dialog = asking ? (
    <ActDialog
      action={asking.action}
      alert={asking.alert}
      error={worded.error}
      busy={worded.isPending}
      onClose={() => setAsking(null)}
      onSubmit={(wanted) =>
        worded.mutate({ alertId: asking.alert.id, patientId: asking.alert.patient_id, act: wanted }, { onSuccess: () => setAsking(null) })}
    />
  ) : null;
  return { run, runById, dialog };
}
