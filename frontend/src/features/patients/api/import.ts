/** Requests of the CSV import. The same file is sent twice: once as a trial, once for real. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';

export interface ImportRow {
  row: number;
  status: string;
  mrn?: string | null;
  name?: string | null;
  patient_id?: string | null;
  problems: string[];
}

export interface ImportReport {
  dry_run: boolean;
  total: number;
  accepted: number;
  rejected: number;
  rows: ImportRow[];
}

export function useImport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ file, dryRun }: { file: File; dryRun: boolean }) => {
      const body = new FormData();
      body.set('file', file);
      body.set('dry_run', String(dryRun));
      // FormData goes out as it is: the browser writes the boundary into the content type.
      return (unwrap(getClient().POST('/api/v1/patients/import/', { body, bodySerializer: () => body })) as Promise<ImportReport>);
    },
    onSuccess: (_, { dryRun }) => (dryRun ? undefined : client.invalidateQueries({ queryKey: keys.patients })),
  });
}
