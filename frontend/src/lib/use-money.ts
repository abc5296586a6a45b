/** Amounts in US dollars, in the language on screen: `money` to the cent, `rounded` to the dollar. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { localeOf } from './i18n';

export function useMoney() {
  const { i18n } = useTranslation();
  const locale = localeOf(i18n.language);
  return useMemo(() => {
    const exact = new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD' });
    const whole = new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD', maximumFractionDigits: 0 });
    return { money: (amount: number) => exact.format(amount), rounded: (amount: number) => whole.format(amount) };
  }, [locale]);
}
