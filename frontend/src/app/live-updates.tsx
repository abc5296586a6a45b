/**
 * Keeps the screen fresh: opens the event stream for as long as someone is signed in and turns each event into a
 * refetch of exactly what it touches. Bursts are gathered, the first event of a burst is not held back.
 */
import { useQueryClient, type InvalidateQueryFilters, type Query, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { keys } from '@/api/keys';
import { setStreamStatus, tellTimer } from '@/api/live';
import { openStream, type LiveEvent } from '@/api/stream';

const GATHER_MS = 300;
/** A recompute tells of every patient it changed; the console is read again once in a while, not once a patient. */
const BILLING_MS = 3_000;

/**
 * What is kept for ever was asked for by a person, and asking is an act: it makes a new secret, or an entry in the audit log. It is not
 * done again behind their back.
 */
const mayRepeat = ({ observers }: Query) => observers.length === 0 || observers.some(({ options }) => options.staleTime !== Infinity);

/**
 * Asks again for what these filters name. A query whose first answer is still on its way would not be asked again, and that answer
 * may have been read before what the event tells: it is asked once more when it has come.
 */
function refresh(client: QueryClient, filters: InvalidateQueryFilters) {
  const { predicate = () => true } = filters;
  const underway = client.getQueryCache().findAll({
    ...filters, fetchStatus: 'fetching', predicate: (query) => query.state.data === undefined && predicate(query),
  });
  for (const { promise, queryKey } of underway) {
    void promise?.then(() => client.invalidateQueries({ queryKey, exact: true })).catch(() => undefined);
  }
  void client.invalidateQueries(filters);
}

export function makeRefresher(client: QueryClient): (event: LiveEvent) => void {
  const patients = new Set<string>();
  let everything = false;
  let triage = false;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let billing: ReturnType<typeof setTimeout> | null = null;
  let lastFlush = 0;

  const flush = () => {
    timer = null;
    lastFlush = Date.now();
    if (everything) refresh(client, { predicate: mayRepeat });
    else {
      if (triage) refresh(client, { queryKey: keys.triage });
      for (const id of patients) refresh(client, { queryKey: keys.patient(id) });
    }
    patients.clear();
    everything = false;
    triage = false;
  };

  const refreshBilling = () => {
    billing = null;
    void client.invalidateQueries({ queryKey: keys.billing });
  };

  return (event) => {
    if (event.kind === 'reset') {
      everything = true;
      tellTimer(null);
    }
    // A timer is its person's alone, and time moves nobody in the worklist.
    if (event.kind === 'timer') {
      tellTimer(event.entity_id);
      return;
    }
    if (event.kind === 'time') void client.invalidateQueries({ queryKey: keys.time });
    else if (event.kind !== 'billing') triage = true;
    if (event.kind === 'billing' || event.kind === 'time') billing ??= setTimeout(refreshBilling, BILLING_MS);
    if (event.patient_id) patients.add(event.patient_id);
    if (event.kind === 'patient') void client.invalidateQueries({ queryKey: keys.patients });
    timer ??= setTimeout(flush, Date.now() - lastFlush > GATHER_MS ? 0 : GATHER_MS);
  };
}

export function LiveUpdates() {
  const client = useQueryClient();
  useEffect(() => openStream({ onEvent: makeRefresher(client), onStatus: setStreamStatus }), [client]);
  return null;
}
