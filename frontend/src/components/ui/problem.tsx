/** The message of a failed act, above a form. */
import { CircleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';

export function Problem({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (!error) return null;
  const problem = toApiError(error);
  const text = problem.isNetwork ? t('common.networkText') : problem.isForbidden && !problem.message ? t('common.forbiddenText') : problem.message || problem.code;
  return (
    <p className="notice notice-error" role="alert">
      <CircleAlert size={16} aria-hidden="true" /> <span>{text}</span>
    </p>
  );
}
