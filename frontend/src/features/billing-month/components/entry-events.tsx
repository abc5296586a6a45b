/** What happened to a line, oldest first, in words; the server's test knows that every code it writes has one. */
import { useTranslation } from 'react-i18next';
import { Instant } from '@/components/ui/time';
import type { EntryDetail } from '../api/month';

const REASONS = [
  'corrected', 'facts_changed', 'no_longer_supported', 'manual', 'claim_sent', 'by_hand', 'remittance', 'reopening_requested', 'unknown',
  'entered_in_error', 'not_billable', 'patient_request', 'duplicate', 'unsupported', 'written_off', 'wrong_payer', 'wrong_patient', 'other',
] as const;
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
  const statusOf = (status: string) => {
    const known = STATUSES.find((one) => one === status);
    return known ? t(`entries.statuses.${known}`) : status;
  };
  // A hold stands as its words alone; a payer's code stands before its words, as on the remittance.
  const reasonOf = (event: EntryDetail['events'][number]) => {
    if (!event.reason_text) return event.reason ? say(event.reason) : '';
    return event.event === 'status' ? `${event.reason}: ${event.reason_text}` : event.reason_text;
  };
  return (
    <ol className="entry-events">
      {events.map((event, index) => {
        const reason = reasonOf(event);
        return (
          <li key={`${event.at}-${index}`}>
            <Instant at={event.at} zone={zone} /> <strong>{t(`entries.events.${event.event}`)}</strong>{event.event !== 'voided' && event.to_status ? ` → ${statusOf(event.to_status)}` : ''}
            <span className="muted">{reason ? ` · ${reason}` : ''} · {event.by ?? t('entries.computed')}</span>{event.note ? `: ${event.note}` : ''}
          </li>
        );
      })}
    </ol>
  );
}
