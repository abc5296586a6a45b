/** The practice's active people, for every place that chooses one of them; patients are none of the staff. */
import { useQuery } from '@tanstack/react-query';
import { getClient, unwrap } from '../client';
import { keys } from '../keys';
import type { Member, Page } from '../types';

export function useColleagues(options: { enabled?: boolean } = {}) {
  return useQuery({
    queryKey: [...keys.practice, 'users', 'active'],
    queryFn: ({ signal }) => (unwrap(getClient().GET('/api/v1/practice/users/', { params: { query: { active: true } }, signal })) as Promise<Page<Member>>),
    select: (page) => page.results.filter((one) => one.role !== 'patient'),
    ...options,
  });
}
