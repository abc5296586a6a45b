/** One alert: what, how grave, by when, who has it, what can be done, and every step on request. */
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session/context';
import type { Alert } from '@/api/types';
import { AlertStateBadge, SeverityBadge, Tag } from '@/components/ui/badges';
import { Button } from '@/components/ui/button';
import { Deadline } from '@/components/ui/deadline';
import { Instant } from '@/components/ui/time';
import { AlertButtons } from './alert-buttons';
import { AlertHistory } from './alert-history';
import type { AlertCommands } from './use-alert-commands';
import './alerts.css';

interface AlertCardProps {
  alert: Alert;
  zone: string;
  commands: AlertCommands;
  /** Hide the steps where room is short. */
  compact?: boolean;
  extra?: ReactNode;
}

export function AlertCard({ alert, zone, commands, compact, extra }: AlertCardProps) {
  const { t } = useTranslation();
  const { user } = useSession();
  const [open, setOpen] = useState(false);
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <article className={`alert-card alert-${alert.severity} ${alert.state === 'resolved' ? 'alert-done' : ''}`} aria-label={alert.message}>
      <div className="row-spread">
        <div className="row">
          <SeverityBadge severity={alert.severity} />
          <AlertStateBadge state={alert.state} />
          {alert.is_late_data ? <Tag>{t('alerts.late')}</Tag> : null}
        </div>
        {alert.state === 'open' ? <Deadline dueAt={alert.due_at} /> : null}
        {alert.state === 'acknowledged' && alert.resolve_by ? <Deadline dueAt={alert.resolve_by} of="resolve" /> : null}
      </div>
      <p className="alert-message">{alert.message}</p>
      <p className="small muted">
        {t('alerts.opened')} <Instant at={alert.opened_at} zone={zone} />
        {alert.breach_count > 1 ? <> · {t('alerts.breaches', { count: alert.breach_count })}, {t('alerts.last')} <Instant at={alert.last_breach_at} zone={zone} /></> : null}
        {' · '}
        {alert.claimed_by !== null
          ? alert.claimed_by === user.id
            ? t('triage.claimedByYou')
            : t('triage.claimedBy', { name: alert.claimed_by_name ?? '' })
          : t('triage.unclaimed')}
        {alert.state === 'acknowledged' && alert.held_since ? <> · {t('alerts.heldSince')} <Instant at={alert.held_since} zone={zone} /></> : null}
      </p>
      {extra}
      <AlertButtons alert={alert} commands={commands} />
      {compact ? null : (
        <>
          <Button kind="quiet" size="small" aria-expanded={open} icon={<Chevron size={14} aria-hidden="true" />} onPress={() => setOpen(!open)}>
            {open ? t('alerts.hideHistory') : t('alerts.showHistory')}
          </Button>
          {open ? <AlertHistory alertId={alert.id} patientId={alert.patient_id} zone={zone} /> : null}
        </>
      )}
    </article>
  );
}
