/** Set-up and education on the patient's devices (the facts of CPT 99453): what was done, and noting that it was. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSummary } from '@/api/queries/summary';
import { toApiError } from '@/api/errors';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { CheckBox, TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { Problem } from '@/components/ui/problem';
import { SelectInput } from '@/components/ui/select';
import { EmptyState, QueryView } from '@/components/ui/states';
import { Table, type Column } from '@/components/ui/table';
import { toast } from '@/components/ui/toast';
import { useLocale } from '@/lib/use-locale';
import { useRecordSetup, useRows, type Setup } from '../api/enrollment';

interface SetupsCardProps {
  patientId: string;
  zone: string;
  episodeId: string;
  mayWrite: boolean;
}

export function SetupsCard({ patientId, zone, episodeId, mayWrite }: SetupsCardProps) {
  const { t } = useTranslation();
  const { instant, number } = useLocale();
  const [adding, setAdding] = useState(false);
  const query = useRows(patientId, 'setups');
  const columns: Column<Setup>[] = [
    { key: 'device', header: t('devices.serial'), isRowHeader: true, cell: (row) => <span className="mono">{row.serial}</span> },
    { key: 'done', header: t('enrollment.setupDone'), cell: (row) => (row.setup_completed_at ? instant(row.setup_completed_at, zone) : t('enrollment.setupOpen')) },
    { key: 'minutes', header: t('enrollment.minutes'), align: 'end', cell: (row) => number(row.education_minutes, 2) },
    { key: 'who', header: t('enrollment.taughtBy'), cell: (row) => row.educated_by ?? '—' },
  ];
  const ofEpisode = (rows: Setup[]) => rows.filter((row) => row.episode_id === episodeId);
  return (
    <Card title={t('enrollment.setups')} flush action={mayWrite ? <Button size="small" onPress={() => setAdding(true)}>{t('enrollment.addSetup')}</Button> : null}>
      <QueryView query={query} isEmpty={(rows) => ofEpisode(rows).length === 0} empty={<EmptyState title={t('enrollment.noSetups')}>{t('enrollment.noSetupsText')}</EmptyState>}>
        {(rows) => <Table caption={t('enrollment.setups')} columns={columns} rows={ofEpisode(rows)} rowKey={(row) => row.id} />}
      </QueryView>
      {adding ? <SetupDialog patientId={patientId} onClose={() => setAdding(false)} /> : null}
    </Card>
  );
}

function SetupDialog({ patientId, onClose }: { patientId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const devices = useSummary(patientId).data?.devices ?? [];
  const record = useRecordSetup(patientId);
  const [deviceId, setDeviceId] = useState<string | null>(null);
  const [minutes, setMinutes] = useState('');
  const [isDone, setDone] = useState(true);
  const [note, setNote] = useState('');
  const fields = record.isError ? toApiError(record.error).fields : {};
  const submit = () => {
    if (!deviceId) return;
    record.mutate(
      { device_id: deviceId, education_minutes: minutes.trim().replace(',', '.'), ...(isDone ? { setup_completed_at: new Date().toISOString() } : {}), ...(note.trim() ? { note: note.trim() } : {}) },
      { onSuccess: () => { toast.success(t('common.saved')); onClose(); } },
    );
  };
  return (
    <Dialog title={t('enrollment.addSetup')} isOpen onClose={onClose} width="narrow">
      <Form className="stack" onSubmit={submit}>
        <Problem error={record.error} />
        {devices.length === 0 ? <p className="notice notice-warning">{t('enrollment.setupNoDevice')}</p> : null}
        <SelectInput label={t('enrollment.setupDevice')} value={deviceId} onChange={setDeviceId} errors={fields.device_id} isRequired
          options={devices.map((one) => ({ value: one.device_id, label: `${one.model} · ${one.serial}` }))} />
        <TextInput label={t('enrollment.minutes')} hint={t('enrollment.minutesHint')} inputMode="decimal" pattern="[0-9]{1,3}([.,][0-9]{1,2})?" value={minutes} onChange={setMinutes} errors={fields.education_minutes} isRequired />
        <CheckBox isSelected={isDone} onChange={setDone}>{t('enrollment.setupNow')}</CheckBox>
        <TextInput label={t('enrollment.note')} value={note} onChange={setNote} errors={fields.note} multiline maxLength={4000} />
        <DialogActions>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" kind="primary" busy={record.isPending}>{t('common.save')}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
