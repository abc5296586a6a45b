/**
 * The acts on alerts, for buttons and keys alike: `run(action, alert)` does a simple act at once and opens a dialog for
 * one that needs words. Render `dialog` somewhere on the screen.
 */
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '@/api/session/context';
import type { AlertAction, Severity, TopAlert } from '@/api/types';
import { toast } from '@/components/ui/toast';
import { useAct } from '../api/use-act';
import { ActDialog, type DialogAction } from './act-dialog';

export interface AlertRef extends Pick<TopAlert, 'id' | 'message' | 'claimed_by' | 'allowed_actions'> {
  severity: Severity;
  patient_id: string;
  patient_name: string;
}

export interface AlertCommands {
  can: (action: AlertAction, alert: AlertRef) => boolean;
  run: (action: AlertAction, alert: AlertRef) => void;
  dialog: ReactNode;
}

export function useAlertCommands(): AlertCommands {
  const { t } = useTranslation();
  const act = useAct();
  const mayWork = useCan('alert.work');
  const mayEscalate = useCan('escalation.create');
  const [asking, setAsking] = useState<{ action: DialogAction; alert: AlertRef } | null>(null);

  const can = (action: AlertAction, alert: AlertRef) =>
    alert.allowed_actions.includes(action) && (action === 'escalate' ? mayEscalate : mayWork);

  const run = (action: AlertAction, alert: AlertRef) => {
    if (!can(action, alert)) toast.error(t('alerts.failed', { name: t(`alerts.${action}`), detail: t('alerts.notAllowed') }));
    else if (action === 'claim' || action === 'release') {
      act.mutate({ alertId: alert.id, patientId: alert.patient_id, patientName: alert.patient_name, action });
    } else setAsking({ action, alert });
  };

  const dialog = asking ? (
    <ActDialog
      action={asking.action}
      alert={asking.alert}
      onClose={() => setAsking(null)}
      onSubmit={(input) => {
        const { alert, action } = asking;
        setAsking(null);
        act.mutate({ alertId: alert.id, patientId: alert.patient_id, patientName: alert.patient_name, action, input });
      }}
    />
  ) : null;
  return { can, run, dialog };
}
