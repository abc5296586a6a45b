/** The sections of the application in the order of the navigation, and what a role must be allowed to see one. */
import { Activity, ClipboardList, Clock, Cpu, Inbox, Receipt, ScrollText, Settings2, Users } from 'lucide-react';
import type { User } from '@/api/types';
import { paths } from '@/config/paths';

export const SECTIONS = [
  { to: paths.worklist, key: 'worklist', Icon: ClipboardList, permission: 'triage.read' },
  { to: paths.patients, key: 'patients', Icon: Users, permission: 'patient.read' },
  { to: paths.billing(), key: 'billing', Icon: Receipt, permission: 'billing.read' },
  { to: paths.devices, key: 'devices', Icon: Cpu, permission: 'device.read' },
  { to: paths.quarantine, key: 'quarantine', Icon: Inbox, permission: 'delivery.read' },
  { to: paths.time, key: 'time', Icon: Clock, permission: 'time.approve' },
  { to: paths.audit, key: 'audit', Icon: ScrollText, permission: 'audit.read' },
  { to: paths.practice(), key: 'practice', Icon: Settings2, permission: 'practice.read' },
] as const;

const OWN = { to: paths.own, key: 'own', Icon: Activity } as const;

/** What this person's navigation shows: the sections of the role, or a patient's own readings. */
export function listSections(user: Pick<User, 'permissions' | 'own_record'>) {
  return [...(user.own_record ? [OWN] : []), ...SECTIONS.filter((section) => user.permissions.includes(section.permission))];
}

/** Where a person's day begins: the worklist, else billing for who bills, else the first section they may see; null for none. */
export function findHome(permissions: readonly string[]): string | null {
  if (permissions.includes('triage.read')) return paths.worklist;
  if (permissions.includes('billing.write')) return paths.billing();
  return SECTIONS.find((section) => permissions.includes(section.permission))?.to ?? null;
}
