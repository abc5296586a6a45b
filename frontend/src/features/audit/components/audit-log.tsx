/** Audit entries, newest first: who did what to what, when and from where. Older ones on request. */
import { useTranslation } from 'react-i18next';
import { usePracticeZone } from '@/api/session/context';
import { toApiError } from '@/api/errors';
import { Tag } from '@/components/ui/badges';
import { Button } from '@/components/ui/button';
import { saveFile } from '@/components/ui/save-file';
import { EmptyState, ErrorState, LoadingState } from '@/components/ui/states';
import { Table, type Column } from '@/components/ui/table';
import { Instant } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { useAuditEntries, useAuditEvent, type AuditEntry, type AuditFilter } from '../api/audit';

/** What was done in words, and the code below: auditors search by it. An act without words is its code alone. */
function ActionCell({ code }: { code: string }) {
  const { t, i18n } = useTranslation();
  if (!i18n.exists(`acts.${code}`)) return <span className="mono">{code}</span>;
  return <>{t(`acts.${code}` as 'acts.session.started')}<br /><span className="mono small muted">{code}</span></>;
}

export function AuditLog({ filter, zone }: { filter: AuditFilter; zone?: string }) {
  const { t, i18n } = useTranslation();
  const practiceZone = usePracticeZone();
  const query = useAuditEntries(filter);
  const event = useAuditEvent();
  const save = (id: string) =>
    event.mutate(id, {
      onSuccess: (body) => saveFile(`audit-event-${id}.json`, JSON.stringify(body, null, 2), 'application/fhir+json'),
      onError: (error) => toast.error(toApiError(error).message || t('common.networkText')),
    });
  const role = (name: string) => (i18n.exists(`role.${name}`) ? t(`role.${name}` as 'role.nurse') : name);
  const outcome = (name: string) => (i18n.exists(`audit.outcomes.${name}`) ? t(`audit.outcomes.${name}` as 'audit.outcomes.success') : name);
  const columns: Column<AuditEntry>[] = [
    { key: 'at', header: t('audit.at'), isRowHeader: true, cell: (row) => <Instant at={row.at} zone={zone ?? practiceZone} style="full" /> },
    { key: 'actor', header: t('audit.actor'), cell: (row) => <>{row.actor_name || t('common.system')} {row.actor_role ? <span className="muted small">{role(row.actor_role)}</span> : null}</> },
    { key: 'action', header: t('audit.action'), wide: true, cell: (row) => <ActionCell code={row.action} /> },
    { key: 'entity', header: t('audit.entity'), cell: (row) => <>{row.entity.replaceAll('_', ' ')}{row.patient_ids.length > 1 ? <span className="muted small"> · {t('audit.patients', { count: row.patient_ids.length })}</span> : null}</> },
    { key: 'outcome', header: t('audit.outcome'), cell: (row) => <Tag tone={row.outcome === 'success' ? 'plain' : 'warning'}>{outcome(row.outcome)}</Tag> },
    { key: 'reason', header: t('audit.reason'), cell: (row) => row.reason ?? '—' },
    { key: 'address', header: t('audit.address'), cell: (row) => <span className="mono">{row.address ?? '—'}</span> },
    { key: 'fhir', header: <span className="visually-hidden">FHIR</span>, align: 'end', cell: (row) => <Button size="small" kind="quiet" busy={event.isPending && event.variables === row.id} onPress={() => save(row.id)}>FHIR</Button> },
  ];
  if (query.isPending) return <LoadingState />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const rows = query.data.pages.flatMap((page) => page.results);
  if (rows.length === 0) return <EmptyState title={t('audit.noneTitle')}>{t('audit.noneText')}</EmptyState>;
  return (
    <>
      <Table dense caption={t('audit.title')} columns={columns} rows={rows} rowKey={(row) => row.id} />
      {query.hasNextPage ? (
        <div className="pager"><Button busy={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>{t('audit.older')}</Button></div>
      ) : null}
    </>
  );
}
