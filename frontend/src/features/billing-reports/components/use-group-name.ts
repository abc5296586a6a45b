/** A group's key as people call it: codes, months and names as they are, our own keys in words. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

const OURS = ['not_on_a_claim', 'no_payer'] as const;

export function useGroupName(): (key: string) => string {
  const { t } = useTranslation();
  return useCallback((key: string) => {
    const ours = OURS.find((one) => one === key);
    return ours ? t(`revenue.names.${ours}`) : key;
  }, [t]);
}
