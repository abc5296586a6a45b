/**
 * Query keys. The first element names the kind of thing, the second (where there is one) the patient, so a live event
 * can refresh exactly what it touches.
 */
export const keys = {
  triage: ['triage'] as const,
  patient: (id: string) => ['patient', id] as const,
  patients: ['patients'] as const,
  devices: ['devices'] as const,
  deliveries: ['deliveries'] as const,
  practice: ['practice'] as const,
  account: ['account'] as const,
  audit: ['audit'] as const,
  billing: ['billing'] as const,
  time: ['time'] as const,
};
