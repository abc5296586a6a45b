/** The request of a reading typed in by staff. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import { typeReading } from '@/api/queries/typed-reading';

export function useAddReading(patientId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: typeReading,
    onSuccess: () => {
      // Not waited for: what became of the reading is told at once.
      void client.invalidateQueries({ queryKey: keys.patient(patientId) });
      void client.invalidateQueries({ queryKey: keys.triage });
    },
  });
}
