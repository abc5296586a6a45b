/** Words for codes the server may add to: an unknown one shows as it is. */
import { useTranslation } from 'react-i18next';

export function useCodeWords() {
  const { t, i18n } = useTranslation();
  const say = (key: string, code: string) => (i18n.exists(key) ? t(key as 'common.save') : code);
  return {
    kind: (code: string) => say(`kind.${code}`, code),
    scope: (code: string) => say(`enrollment.scopes.${code}`, code),
    notice: (code: string) => say(`enrollment.notices.${code}`, code),
    endReason: (code: string) => say(`enrollment.endReasons.${code}`, code),
  };
}
