/** Formatting helpers bound to the language on screen. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { localeOf } from './i18n';
import { formatDate, formatInstant, formatRelative, type TimeStyle } from './time';
import { formatNumber, formatVital, type Vital } from './units';

export function useLocale() {
  const { i18n } = useTranslation();
  const locale = localeOf(i18n.language);
  return useMemo(
    () => ({
      locale,
      instant: (iso: string, zone: string, style?: TimeStyle) => formatInstant(iso, zone, locale, style),
      date: (day: string) => formatDate(day, locale),
      relative: (iso: string, now: Date) => formatRelative(iso, now, locale),
      number: (value: number, decimals = 0) => formatNumber(value, locale, decimals),
      vital: (vital: Vital, value: number, options?: { also?: boolean }) => formatVital(vital, value, locale, options),
    }),
    [locale],
  );
}
