/** Every address inside the application, in one place. */
export const paths = {
  worklist: '/worklist',
  patients: '/patients',
  patientsImport: '/patients/import',
  patientNew: '/patients/new',
  patient: (id: string, tab?: string) => `/patients/${id}${tab ? `/${tab}` : ''}`,
  patientEdit: (id: string) => `/patients/${id}/edit`,
  devices: '/devices',
  device: (id: string) => `/devices/${id}`,
  quarantine: '/deliveries',
  delivery: (id: string) => `/deliveries/${id}`,
  practice: (tab?: string) => `/practice${tab ? `/${tab}` : ''}`,
  account: (tab?: string) => `/account${tab ? `/${tab}` : ''}`,
  audit: '/audit',
  signIn: '/sign-in',
  forgot: '/password/forgot',
  reset: '/password/reset',
} as const;
