/** A group's key as people call it: codes and names as they are, months and our own keys in words. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '@/lib/use-locale';

const OURS = ['not_on_a_claim', 'no_payer'] as const;

export function useGroupName(): (key: string) => string {
  const { t } = useTranslation();
  const { locale } = useLocale();
  return useCallback((key: string) => {
    const ours = OURS.find((one) => one === key);
    if (ours) return t(`revenue.names.${ours}`);
    if (!/^\d{4}-\d{2}$/.test(key)) return key;
    return new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${key}-01T00:00:00Z`));
  }, [t, locale]);
}
