/** Requests about revenue. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { fetchBlob, getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Schemas } from '@/api/types';

export type Revenue = Schemas['RevenueShape'];
export type RevenueRow = Schemas['RevenueRowShape'];
export const GROUPS = ['month', 'code', 'payer', 'provider'] as const;
export type Group = (typeof GROUPS)[number];

export interface RevenueFilter {
  by: Group;
  date_from?: string;
  date_to?: string;
}

export function useRevenue(filter: RevenueFilter) {
  return useQuery({
    queryKey: [...keys.billing, 'revenue', filter],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/billing/revenue/', { params: { query: filter }, signal })),
    placeholderData: (previous) => previous,
  });
}

export function useRevenueFile(filter: RevenueFilter) {
  return useMutation({
    mutationFn: (form: 'csv' | 'pdf') => fetchBlob(`/api/v1/billing/revenue/file/?${new URLSearchParams({ ...filter, form }).toString()}`),
  });
}
