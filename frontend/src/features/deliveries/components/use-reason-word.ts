/** Why a delivery or a measurement waits, in words; a code this catalogue does not know is shown as it is. */
import { useTranslation } from 'react-i18next';

export function useReasonWord(): (reason: string | null) => string {
  const { t, i18n } = useTranslation();
  return (reason) => {
    if (!reason) return '—';
    return i18n.exists(`quarantine.reasons.${reason}`) ? t(`quarantine.reasons.${reason}` as 'quarantine.reasons.bad_time') : reason.replaceAll('_', ' ');
  };
}
