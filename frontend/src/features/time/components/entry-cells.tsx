/** What several tables show of an entry: its span, who did it, why not all of it counts. */
import { useTranslation } from 'react-i18next';
import { Instant } from '@/components/ui/time';
import { formatSpan } from '@/lib/time';
import type { MonthEntry, NamedEntry } from '../api/entries';

export const span = (seconds: number | null | undefined): string => (seconds === null || seconds === undefined ? '—' : formatSpan(seconds * 1000));

export function WhenCell({ entry, zone }: { entry: NamedEntry | MonthEntry; zone: string }) {
  return <><Instant at={entry.started_at} zone={zone} style="short" /> – <Instant at={entry.ended_at} zone={zone} style="time" /></>;
}

export function WhatCell({ entry }: { entry: NamedEntry | MonthEntry }) {
  const { t } = useTranslation();
  const why = 'why' in entry ? entry.why : [];
  const notes = [
    ...(entry.is_live_contact ? [t('time.live')] : []),
    ...(entry.standing === 'in_force' || entry.standing === 'running' ? [] : [t(`time.standing.${entry.standing}`)]),
    ...(entry.end_cause === 'idle' || entry.end_cause === 'lost' ? [t(`time.cause.${entry.end_cause}`)] : []),
    ...(entry.profession ? [] : [t('time.withoutCredential')]),
    ...why.filter((one) => one !== 'role' || entry.profession).map((one) => t(`time.why.${one}`)),
  ];
  const isHeld = entry.held_for.length > 0 && entry.hold_resolved_at === null;
  return (
    <>
      {t(`time.activity.${entry.activity}`)}
      {notes.length ? <div className="time-why">{notes.join(' · ')}</div> : null}
      {isHeld ? <div className="time-held">{entry.held_for.map((one) => t(`time.held.${one}`)).join(' · ')}</div> : null}
      {entry.reason ? <div className="time-why">{t('time.because', { reason: entry.reason })}</div> : null}
      {entry.hold_resolution ? <div className="time-why">{t('time.resolvedBecause', { reason: entry.hold_resolution, name: entry.hold_resolved_by })}</div> : null}
      {entry.decision_note ? <div className="time-why">{t('time.decided', { reason: entry.decision_note, name: entry.rejected_by ?? entry.approved_by })}</div> : null}
    </>
  );
}
