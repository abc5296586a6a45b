/**
 * Acting on an alert: shown at once, taken back with a message when the server refuses. An act asked for in a dialog is told
 * there, beside the words that were typed for it.
 */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { keys } from '@/api/keys';
import { useSession } from '@/api/session/context';
import { toast } from '@/components/ui/toast';
import { actOnAlert, type AlertAct } from './alerts';
import { showAct, takeBack } from './optimistic';

export interface Act {
  alertId: string;
  patientId: string;
  act: AlertAct;
}

const DONE = {
  claim: 'alerts.doneClaim', release: 'alerts.doneRelease', acknowledge: 'alerts.doneAcknowledge', resolve: 'alerts.doneResolve',
  comment: 'alerts.doneComment', escalate: 'alerts.doneEscalate',
} as const;

export function useAct({ tells = 'in a message' }: { tells?: 'in a message' | 'in its dialog' } = {}) {
  const client = useQueryClient();
  const { t } = useTranslation();
  const { user } = useSession();
  const me = { id: user.id, name: `${user.first_name} ${user.last_name}`.trim() };
  return useMutation({
    mutationFn: ({ alertId, act }: Act) => actOnAlert(alertId, act),
    onMutate: async ({ alertId, patientId, act }) => {
      await Promise.all([
        client.cancelQueries({ queryKey: keys.triage }),
        client.cancelQueries({ queryKey: keys.patient(patientId) }),
      ]);
      return showAct(client, { alertId, patientId, action: act.action, me });
    },
    onSuccess: (_, { act }) => toast.success(t(DONE[act.action])),
    onError: (error, { act }, snapshot) => {
      if (snapshot) takeBack(client, snapshot);
      if (tells === 'in its dialog') return;
      const problem = toApiError(error);
      const detail = problem.isNetwork ? t('common.networkText') : problem.status === 409 ? `${t('common.conflictText')} ${problem.message}` : problem.message;
      toast.error(t('alerts.failed', { name: t(`alerts.${act.action}`), detail }));
    },
    onSettled: (_, __, { patientId }) =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.triage }),
        client.invalidateQueries({ queryKey: keys.patient(patientId) }),
      ]),
  });
}
