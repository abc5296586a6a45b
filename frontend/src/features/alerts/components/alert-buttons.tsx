/** The buttons for what the server allows with an alert now. */
import { Check, CheckCheck, Hand, HandHelping, MessageSquarePlus, Siren } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Alert, AlertAction } from '@/api/types';
import { Button } from '@/components/ui/button';
import type { AlertCommands } from './use-alert-commands';

const ICONS = { claim: Hand, release: HandHelping, acknowledge: Check, resolve: CheckCheck, comment: MessageSquarePlus, escalate: Siren } as const;
const ORDER: AlertAction[] = ['claim', 'release', 'acknowledge', 'resolve', 'comment', 'escalate'];

export function AlertButtons({ alert, commands }: { alert: Alert; commands: AlertCommands }) {
  const { t } = useTranslation();
  return (
    <div className="row">
      {ORDER.filter((action) => alert.allowed_actions.includes(action)).map((action) => {
        const Icon = ICONS[action];
        return (
          <Button
            key={action}
            size="small"
            kind={action === 'acknowledge' ? 'primary' : action === 'escalate' ? 'danger' : 'secondary'}
            icon={<Icon size={14} aria-hidden="true" />}
            onPress={() => commands.run(action, alert)}
          >
            {t(`alerts.${action}`)}
          </Button>
        );
      })}
    </div>
  );
}
