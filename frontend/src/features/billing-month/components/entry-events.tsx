/** What happened to a line, oldest first, in words. A code this catalogue does not know is shown as it is. */
import { useTranslation } from 'react-i18next';
import { Instant } from '@/components/ui/time';
import type { EntryDetail } from '../api/month';

const REASONS = [
  'corrected', 'facts_changed', 'no_longer_supported', 'manual', 'claim_sent', 'by_hand', 'remittance', 'reopening_requested',
  'entered_in_error', 'not_billable', 'patient_request', 'duplicate', 'unsupported', 'written_off', 'other',
] as const;
const EVENTS = ['created', 'status', 'holds_changed', 'hold_released', 'voided', 'corrected'] as const;
const STATUSES = ['pending', 'submitted', 'paid', 'denied', 'appealed'] as const;

export function useReasonWord(): (reason: string) => string {
  const { t } = useTranslation();
  return (reason) => {
    const known = REASONS.find((one) => one === reason);
    return known ? t(`entries.reasons.${known}`) : reason.replaceAll('_', ' ');
  };
}

export function EntryEvents({ events, zone }: { events: EntryDetail['events']; zone: string }) {
  const { t } = useTranslation();
  const say = useReasonWord();
  const nameOf = (event: string) => {
    const known = EVENTS.find((one) => one === event);
    return known ? t(`entries.events.${known}`) : event.replaceAll('_', ' ');
  };
  const statusOf = (status: string) => {
    const known = STATUSES.find((one) => one === status);
    return known ? t(`entries.statuses.${known}`) : status;
  };
  return (
    <ol className="entry-events">
      {events.map((event, index) => (
        <li key={`${event.at}-${index}`}>
          <Instant at={event.at} zone={zone} /> <strong>{nameOf(event.event)}</strong>{event.event !== 'voided' && event.to_status ? ` → ${statusOf(event.to_status)}` : ''}
          <span className="muted">{event.reason ? ` · ${say(event.reason)}` : ''} · {event.by ?? t('entries.computed')}</span>{event.note ? `: ${event.note}` : ''}
        </li>
      ))}
    </ol>
  );
}
