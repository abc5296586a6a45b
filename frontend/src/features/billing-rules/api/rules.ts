/** Requests about the rules as data and the practice's self-check. */
import { useQuery } from '@tanstack/react-query';
import { getClient, unwrap } from '@/api/client';
import { keys } from '@/api/keys';
import type { Schemas } from '@/api/types';

export type Rules = Schemas['BillingRules'];
export type RuleSet = Schemas['RuleSetShape'];
export type Change = Schemas['RuleChange'];
export type Judgement = Schemas['Judgement'];
export type SelfCheck = Schemas['SelfCheckShape'];
export type Finding = Schemas['FindingShape'];

/** The rules change with a release only. */
export function useRules() {
  return useQuery({
    queryKey: [...keys.billing, 'rules'],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/billing/rules/', { signal })),
    staleTime: 600_000,
  });
}

export function useSelfCheck() {
  return useQuery({
    queryKey: [...keys.billing, 'self-check'],
    queryFn: ({ signal }) => unwrap(getClient().GET('/api/v1/billing/self-check/', { signal })),
  });
}
