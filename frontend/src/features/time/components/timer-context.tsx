/** The timer of the signed-in person for every screen: `useTimer()`; `usePatientWork(id)` says which chart this tab shows. */
import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { keys } from '@/api/keys';
import { onTimer } from '@/api/live';
import { useSession } from '@/api/session/context';
import type { Clerk, Shown } from '../engine/clerk';
import { openTab } from '../engine/tab';

interface TimerValue {
  clerk: Clerk;
  shown: Shown;
}

const TimerContext = createContext<TimerValue | null>(null);

export function useTimer(): TimerValue | null {
  return useContext(TimerContext);
}

/** Nothing at all for a role that records no time. */
export function TimerProvider({ children }: { children: ReactNode }) {
  const { user } = useSession();
  const mayRecord = user.permissions.includes('time.record');
  return mayRecord ? <Timing name={`${user.practice.id}.${user.id}`}>{children}</Timing> : children;
}

function Timing({ name, children }: { name: string; children: ReactNode }) {
  const client = useQueryClient();
  const [value, setValue] = useState<TimerValue | null>(null);
  useEffect(() => {
    let last: string | null = null;
    const tab = openTab(name, () => {
      const { clerk } = tab;
      setValue({ clerk, shown: clerk.shown });
      // What has ended shows in the patient's month; the stream says so too, where there is one.
      const running = clerk.running?.id ?? null;
      if (running !== last) void client.invalidateQueries({ queryKey: keys.time });
      last = running;
    });
    const unsubscribe = onTimer((membershipId) => {
      const mine = tab.clerk.shown.state?.membership_id;
      if (membershipId === null || mine === undefined || membershipId === mine) void tab.clerk.refresh();
    });
    return () => {
      unsubscribe();
      tab.close();
      setValue(null);
    };
  }, [client, name]);
  return <TimerContext value={value}>{children}</TimerContext>;
}

export function usePatientWork(patientId: string): void {
  const clerk = useTimer()?.clerk;
  useEffect(() => {
    if (!clerk) return;
    void clerk.showPatient(patientId);
    return () => void clerk.showPatient(null);
  }, [clerk, patientId]);
}
