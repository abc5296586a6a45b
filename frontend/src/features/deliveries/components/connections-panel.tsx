/** Gateway connections of the practice and their keys. */
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePracticeZone } from '@/api/session/context';
import { Tag } from '@/components/ui/badges';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState, QueryView } from '@/components/ui/states';
import { Table, type Column } from '@/components/ui/table';
import { Ago } from '@/components/ui/time';
import { gatewayName } from '@/lib/gateways';
import { useConnections, type Connection } from '../api/connections';
import { ConnectionActDialog, CreateConnectionDialog, EndKeyDialog } from './connection-dialogs';

type Asked = { kind: 'create' } | { kind: 'act'; act: 'rotate-key' | 'disable'; connection: Connection } | { kind: 'end'; keyId: string; connection: Connection };

/** Keys that hold, newest first. Of several each can be ended; the last one ends with the connection. */
function Keys({ connection, onEnd }: { connection: Connection; onEnd: (keyId: string) => void }) {
  const { t } = useTranslation();
  const holding = connection.keys.filter((key) => key.is_active);
  return (
    <span className="stack-sm">
      {holding.map(({ key_id: id }) => (
        <span key={id} className="row">
          <span className="mono">{id}</span>
          {connection.is_active && holding.length > 1 ? <Button size="small" aria-label={t('connections.endKey', { key: id })} onPress={() => onEnd(id)}>{t('connections.end')}</Button> : null}
        </span>
      ))}
    </span>
  );
}

export function ConnectionsPanel() {
  const { t } = useTranslation();
  const zone = usePracticeZone();
  const query = useConnections();
  const [asked, setAsked] = useState<Asked | null>(null);
  const columns: Column<Connection>[] = [
    { key: 'label', header: t('connections.label'), isRowHeader: true, cell: (row) => <>{row.label} <Tag tone={row.is_active ? 'good' : 'plain'}>{t(row.is_active ? 'connections.active' : 'connections.disabled')}</Tag></> },
    { key: 'gateway', header: t('connections.gateway'), cell: (row) => gatewayName(row.gateway) },
    { key: 'address', header: t('connections.address'), cell: (row) => <span className="mono">{row.webhook_url}</span> },
    { key: 'keys', header: t('connections.keys'), cell: (row) => <Keys connection={row} onEnd={(keyId) => setAsked({ kind: 'end', keyId, connection: row })} /> },
    { key: 'last', header: t('connections.lastDelivery'), cell: (row) => <Ago at={row.last_delivery_at} zone={zone} /> },
    {
      key: 'act', header: <span className="visually-hidden">{t('common.actions')}</span>, align: 'end',
      cell: (row) => row.is_active ? (
        <span className="row">
          <Button size="small" onPress={() => setAsked({ kind: 'act', act: 'rotate-key', connection: row })}>{t('connections.rotate')}</Button>
          <Button size="small" kind="danger" onPress={() => setAsked({ kind: 'act', act: 'disable', connection: row })}>{t('connections.disable')}</Button>
        </span>
      ) : null,
    },
  ];
  const close = () => setAsked(null);
  return (
    <div className="stack">
      <p className="small muted">{t('connections.lead')}</p>
      <Card title={t('connections.title')} flush action={<Button size="small" kind="primary" icon={<Plus size={14} aria-hidden="true" />} onPress={() => setAsked({ kind: 'create' })}>{t('connections.add')}</Button>}>
        <QueryView query={query} isEmpty={(data) => data.results.length === 0} empty={<EmptyState title={t('connections.noneTitle')}>{t('connections.noneText')}</EmptyState>}>
          {(data) => <Table caption={t('connections.title')} columns={columns} rows={data.results} rowKey={(row) => row.id} />}
        </QueryView>
      </Card>
      {asked?.kind === 'create' ? <CreateConnectionDialog onClose={close} /> : null}
      {asked?.kind === 'act' ? <ConnectionActDialog connection={asked.connection} act={asked.act} onClose={close} /> : null}
      {asked?.kind === 'end' ? <EndKeyDialog connection={asked.connection} keyId={asked.keyId} onClose={close} /> : null}
    </div>
  );
}
