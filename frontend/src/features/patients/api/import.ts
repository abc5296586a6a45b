/** Requests of the CSV import. The same file is sent twice: once as a trial, once for real. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Schemas } from '@/api/types';

export type ImportReport = Schemas['ImportReport'];
export type ImportRow = Schemas['ImportRow'];

export function useImport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ file, dryRun }: { file: File; dryRun: boolean }) => {
      const form = new FormData();
      form.set('file', file);
      form.set('dry_run', String(dryRun));
      // The schema knows the fields; FormData itself goes out, and the browser writes the boundary into the content type.
      return unwrap(getClient().POST('/api/v1/patients/import/', { body: { file: file.name, dry_run: dryRun, all_or_nothing: false }, bodySerializer: () => form }));
    },
    onSuccess: (_, { dryRun }) => (dryRun ? undefined : client.invalidateQueries({ queryKey: keys.patients })),
  });
}
