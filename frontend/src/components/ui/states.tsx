/** The four states every screen has: loading, empty, error, forbidden. `QueryView` picks the right one. */
import type { UseQueryResult } from '@tanstack/react-query';
import { CloudOff, Inbox, Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { Button } from './button';

function State({ icon, title, children, role, action }: {
  icon: ReactNode; title: string; children?: ReactNode; role?: 'alert' | 'status'; action?: ReactNode;
}) {
  return (
    <div className="state" role={role}>
      <span className="state-icon" aria-hidden="true">{icon}</span>
      <p className="state-title">{title}</p>
      {children ? <p className="state-text">{children}</p> : null}
      {action}
    </div>
  );
}

export function LoadingState({ rows = 6 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <div className="skeleton" role="status" aria-label={t('common.loading')}>
      {Array.from({ length: rows }, (_, row) => <span key={row} className="skeleton-row" />)}
    </div>
  );
}

export function EmptyState({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return <State icon={<Inbox size={28} />} title={title} role="status" action={action}>{children}</State>;
}

export function ForbiddenState() {
  const { t } = useTranslation();
  return <State icon={<Lock size={28} />} title={t('common.forbiddenTitle')} role="alert">{t('common.forbiddenText')}</State>;
}

export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const problem = toApiError(error);
  if (problem.isForbidden) return <ForbiddenState />;
  const text = problem.isNetwork ? t('common.networkText') : problem.status === 404 ? t('common.notFoundText') : problem.message;
  return (
    <State
      icon={<CloudOff size={28} />}
      title={problem.status === 404 ? t('common.notFoundTitle') : t('common.errorTitle')}
      role="alert"
      action={onRetry && problem.status !== 404 ? <Button onPress={onRetry}>{t('common.retry')}</Button> : null}
    >
      {text || problem.code}
    </State>
  );
}

export interface QueryViewProps<T> {
  query: UseQueryResult<T>;
  isEmpty?: (data: T) => boolean;
  empty?: ReactNode;
  loading?: ReactNode;
  children: (data: T) => ReactNode;
}

/** Data once seen stays on screen while it is refreshed or when a refresh fails; then the failure is told above it. */
export function QueryView<T>({ query, isEmpty, empty, loading, children }: QueryViewProps<T>) {
  const { t } = useTranslation();
  const retry = () => void query.refetch();
  if (query.data === undefined) {
    if (query.isError) return <ErrorState error={query.error} onRetry={retry} />;
    return loading ?? <LoadingState />;
  }
  if (query.isError && toApiError(query.error).isForbidden) return <ForbiddenState />;
  return (
    <>
      {query.isError ? (
        <p className="notice notice-warning" role="alert">
          {t('common.refreshFailed')} <Button size="small" onPress={retry}>{t('common.retry')}</Button>
        </p>
      ) : null}
      {isEmpty?.(query.data) ? empty : children(query.data)}
    </>
  );
}
