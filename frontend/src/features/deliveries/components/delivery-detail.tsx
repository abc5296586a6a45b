/** One delivery: why it was set aside, what was sent, and the way to resolve and replay it. */
import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { usePatientSearch } from '@/api/queries/patient-search';
import { useCan, usePracticeZone } from '@/api/session/context';
import { PersonPicker, type Person } from '@/components/clinical/person-picker';
import { Tag } from '@/components/ui/badges';
import { Button } from '@/components/ui/button';
import { Card, Facts } from '@/components/ui/card';
import { TextInput } from '@/components/ui/fields';
import { Problem } from '@/components/ui/problem';
import { Instant } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { useDebounced } from '@/lib/use-debounced';
import { useDeliveryAct, type DeliveryDetail as Detail } from '../api/deliveries';
import './deliveries.css';

export function DeliveryDetail({ delivery }: { delivery: Detail }) {
  const { t, i18n } = useTranslation();
  const zone = usePracticeZone();
  const mayResolve = useCan('delivery.resolve');
  const replay = useDeliveryAct(delivery.id);
  const key = `quarantine.status.${delivery.status}`;
  return (
    <div className="stack">
      <Card>
        <Facts items={[
          [t('quarantine.state'), <Tag key="s" tone={delivery.status === 'processed' ? 'good' : 'warning'}>{i18n.exists(key) ? t(key as 'quarantine.status.failed') : delivery.status}</Tag>],
          [t('quarantine.received'), <Instant key="r" at={delivery.received_at} zone={zone} style="full" />], [t('quarantine.gateway'), delivery.gateway],
          [t('quarantine.reason'), [delivery.reason, delivery.detail].filter(Boolean).join(': ') || '—'], [t('quarantine.attempts'), delivery.attempts],
        ]} />
        {mayResolve ? (
          <>
            <Problem error={replay.error} />
            <div><Button icon={<RotateCcw size={16} aria-hidden="true" />} busy={replay.isPending} onPress={() => replay.mutate({ kind: 'replay' }, { onSuccess: () => toast.success(t('quarantine.replayed')) })}>{t('quarantine.replay')}</Button></div>
          </>
        ) : null}
      </Card>
      {mayResolve && delivery.status !== 'processed' ? <ResolveCard delivery={delivery} /> : null}
      <Card title={t('quarantine.body')}>{delivery.body ? <pre className="raw">{pretty(delivery.body)}</pre> : <p className="muted">{t('quarantine.bodyGone')}</p>}</Card>
      {delivery.traceback ? <Card title={t('quarantine.traceback')}><pre className="raw">{delivery.traceback}</pre></Card> : null}
    </div>
  );
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

function ResolveCard({ delivery }: { delivery: Detail }) {
  const { t } = useTranslation();
  const resolve = useDeliveryAct(delivery.id);
  const [serial, setSerial] = useState(delivery.device_serial ?? '');
  const [text, setText] = useState('');
  const [person, setPerson] = useState<Person | null>(null);
  const people = usePatientSearch(useDebounced(text, 250));
  const submit = () =>
    resolve.mutate(
      { kind: 'resolve', body: { ...(serial.trim() ? { device_serial: serial.trim() } : {}), ...(person ? { patient_id: person.id } : {}) } },
      { onSuccess: () => toast.success(t('quarantine.replayed')) },
    );
  return (
    <Card title={t('quarantine.resolveTitle')}>
      <Form className="stack" onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <Problem error={resolve.error} />
        <div className="grid-2">
          <TextInput label={t('quarantine.serial')} value={serial} onChange={setSerial} autoComplete="off" />
          <PersonPicker label={t('inventory.choosePatient')} text={text} onText={setText} found={people.data?.results ?? []} value={person} onChange={setPerson} />
        </div>
        <div><Button type="submit" kind="primary" busy={resolve.isPending} isDisabled={!serial.trim() && !person}>{t('quarantine.resolve')}</Button></div>
      </Form>
    </Card>
  );
}
