/** Evidence packets: ask for days, wait for the worker, take the signed files. */
import { Download, FileCheck, Signature } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '@/api/session/context';
import { Tag } from '@/components/ui/badges';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { TextInput } from '@/components/ui/fields';
import { Problem } from '@/components/ui/problem';
import { saveBlob } from '@/components/ui/save-file';
import { QueryView } from '@/components/ui/states';
import { Table } from '@/components/ui/table';
import { Day, Instant } from '@/components/ui/time';
import { usePacketFile, usePackets, useRequestPacket, type PacketForm } from '../api/billing';

export function Packets({ patientId, zone, today }: { patientId: string; zone: string; today: string }) {
  const { t } = useTranslation();
  const query = usePackets(patientId);
  const file = usePacketFile();
  const keep = (id: string, form: PacketForm) => file.mutate({ id, form }, { onSuccess: (blob) => saveBlob(`packet-${id}.${form === 'signature' ? 'signature.json' : form}`, blob) });
  return (
    <Card title={t('packets.title')}>
      <p className="small muted">{t('packets.lead')}</p>
      {useCan('billing.write') ? <AskForPacket patientId={patientId} today={today} /> : null}
      {file.isError ? <Problem error={file.error} /> : null}
      <QueryView query={query} isEmpty={(data) => data.results.length === 0} empty={<p className="muted">{t('packets.none')}</p>}>
        {(data) => (
          <Table
            caption={t('packets.title')} rows={data.results} rowKey={(row) => row.id} dense
            columns={[
              { key: 'days', header: t('packets.days'), isRowHeader: true, cell: (row) => <><Day date={row.first_day} /> – <Day date={row.last_day} /></> },
              { key: 'state', header: t('packets.state'), cell: (row) => <Tag tone={row.state === 'made' ? 'good' : row.state === 'failed' ? 'warning' : 'plain'}>{t(`packets.states.${row.state}`)}</Tag> },
              { key: 'asked', header: t('packets.asked'), cell: (row) => <><Instant at={row.requested_at} zone={zone} /> {row.requested_by}</> },
              { key: 'digest', header: t('packets.digest'), cell: (row) => <span className="mono small" title={row.document_digest}>{row.document_digest.slice(0, 12)}</span> },
              {
                key: 'files', header: t('packets.files'), cell: (row) => (row.state === 'made' ? (
                  <span className="row-actions">
                    <Button size="small" icon={<Download size={14} aria-hidden="true" />} onPress={() => keep(row.id, 'pdf')}>PDF</Button>
                    <Button size="small" icon={<Download size={14} aria-hidden="true" />} onPress={() => keep(row.id, 'json')}>JSON</Button>
                    <Button size="small" icon={<Signature size={14} aria-hidden="true" />} onPress={() => keep(row.id, 'signature')}>{t('packets.signature')}</Button>
                  </span>
                ) : null),
              },
            ]}
          />
        )}
      </QueryView>
    </Card>
  );
}

function AskForPacket({ patientId, today }: { patientId: string; today: string }) {
  const { t } = useTranslation();
  const [first, setFirst] = useState(`${today.slice(0, 7)}-01`);
  const [last, setLast] = useState(today);
  const ask = useRequestPacket(patientId);
  return (
    <form className="toolbar" onSubmit={(event) => { event.preventDefault(); ask.mutate({ first_day: first, last_day: last }); }}>
      <TextInput label={t('billing.from')} type="date" value={first} onChange={setFirst} isRequired />
      <TextInput label={t('billing.to')} type="date" value={last} onChange={setLast} isRequired />
      <Button type="submit" kind="primary" busy={ask.isPending} icon={<FileCheck size={16} aria-hidden="true" />}>{t('packets.ask')}</Button>
      {ask.isError ? <Problem error={ask.error} /> : null}
    </form>
  );
}
