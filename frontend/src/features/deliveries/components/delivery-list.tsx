/** Deliveries by state; those in quarantine first. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { usePracticeZone } from '@/api/session/context';
import { Card } from '@/components/ui/card';
import { Pager } from '@/components/ui/pager';
import { Segments } from '@/components/ui/segments';
import { EmptyState, QueryView } from '@/components/ui/states';
import { Table, type Column } from '@/components/ui/table';
import { Instant } from '@/components/ui/time';
import { paths } from '@/config/paths';
import { useLocale } from '@/lib/use-locale';
import { gatewayName } from '@/lib/gateways';
import { STATUSES, useDeliveries, useDeliveryCounts, type Delivery, type DeliveryStatus } from '../api/deliveries';
import { useReasonWord } from './use-reason-word';

export function DeliveryList() {
  const { t } = useTranslation();
  const { number } = useLocale();
  const zone = usePracticeZone();
  const [status, setStatus] = useState<DeliveryStatus>('quarantined');
  const [page, setPage] = useState(1);
  const reasonWord = useReasonWord();
  const counts = useDeliveryCounts();
  const query = useDeliveries(status, page);
  const columns: Column<Delivery>[] = [
    { key: 'at', header: t('quarantine.received'), isRowHeader: true, cell: (row) => <Link to={paths.delivery(row.id)}><Instant at={row.received_at} zone={zone} style="full" /></Link> },
    { key: 'gateway', header: t('quarantine.gateway'), cell: (row) => gatewayName(row.gateway) },
    { key: 'reason', header: t('quarantine.reason'), wide: true, cell: (row) => reasonWord(row.reason) },
    { key: 'serial', header: t('quarantine.serial'), cell: (row) => <span className="mono">{row.device_serial ?? '—'}</span> },
    { key: 'waiting', header: t('quarantine.waiting'), align: 'end', cell: (row) => number(row.open_held) },
    { key: 'tries', header: t('quarantine.attempts'), align: 'end', cell: (row) => row.attempts },
  ];
  return (
    <Card flush>
      <div className="toolbar toolbar-inset">
        <Segments label={t('quarantine.state')} value={status} onChange={(next) => { setStatus(next); setPage(1); }}
          options={STATUSES.map((value) => ({ value, label: t(`quarantine.status.${value}`) + (counts[value] === undefined ? '' : ` (${number(counts[value])})`) }))} />
      </div>
      <QueryView query={query} isEmpty={(data) => data.results.length === 0}
        empty={<EmptyState title={t(status === 'quarantined' ? 'quarantine.noneTitle' : 'common.none')}>{status === 'quarantined' ? t('quarantine.noneText') : null}</EmptyState>}>
        {(data) => (
          <>
            <Table caption={t('quarantine.title')} columns={columns} rows={data.results} rowKey={(row) => row.id} />
            <Pager page={page} pageSize={20} count={data.count} onChange={setPage} />
          </>
        )}
      </QueryView>
    </Card>
  );
}
