/** Writing down time by hand, or correcting what was written: always with a reason, the original stays. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { Problem } from '@/components/ui/problem';
import { SelectInput } from '@/components/ui/select';
import { toast } from '@/components/ui/toast';
import { useEntryAct, type MonthEntry } from '../api/entries';
import type { Activity, TimerState } from '../api/timer';
import { useActivityOptions } from './activity-name';
import { fromField, toField } from '@/lib/local-time';

interface EntryDialogProps {
  patientId: string;
  zone: string;
  activities: TimerState['activities'];
  /** Absent: a new one. */
  entry?: MonthEntry;
  onClose: () => void;
}

export function EntryDialog({ patientId, zone, activities, entry, onClose }: EntryDialogProps) {
  const { t } = useTranslation();
  const options = useActivityOptions(activities);
  const act = useEntryAct(patientId);
  const [activity, setActivity] = useState<Activity>(entry?.activity ?? 'data_review');
  const [from, setFrom] = useState(() => toField(entry ? new Date(entry.started_at) : new Date(Date.now() - 15 * 60_000), zone));
  const [to, setTo] = useState(() => toField(entry?.ended_at ? new Date(entry.ended_at) : new Date(), zone));
  const [reason, setReason] = useState('');
  const submit = () => {
    const [began, ended] = [fromField(from, zone)?.toISOString() ?? from, fromField(to, zone)?.toISOString() ?? to];
    const done = { onSuccess: (answer: { standing: string }) => { toast.success(t(answer.standing === 'waiting' ? 'time.waits' : 'time.saved')); onClose(); } };
    if (!entry) act.mutate({ act: 'type', body: { patient_id: patientId, activity, started_at: began, ended_at: ended, reason } }, done);
    else {
      // Fields show minutes, rows hold seconds: an end nobody touched keeps its seconds.
      const isMoved = (field: string, was: string | null) => was === null || field !== toField(new Date(was), zone);
      act.mutate({
        act: 'amend', id: entry.id,
        body: {
          reason, ...(activity === entry.activity ? {} : { activity }), ...(isMoved(from, entry.started_at) ? { started_at: began } : {}),
          ...(isMoved(to, entry.ended_at) ? { ended_at: ended } : {}),
        },
      }, done);
    }
  };
  const fields = act.error ? toApiError(act.error).fields : undefined;
  return (
    <Dialog title={t(entry ? 'time.correct' : 'time.late')} isOpen onClose={onClose}>
      <Form className="stack" onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <p className="time-why">{t(entry ? 'time.correctLead' : 'time.lateLead')}</p>
        <Problem error={act.error} />
        <SelectInput label={t('time.activityLabel')} options={options} value={activity} onChange={setActivity} errors={fields?.activity} />
        <div className="time-pair">
          <TextInput label={t('common.from')} type="datetime-local" value={from} onChange={setFrom} isRequired errors={fields?.started_at} />
          <TextInput label={t('common.to')} type="datetime-local" value={to} onChange={setTo} isRequired errors={fields?.ended_at} />
        </div>
        <p className="time-why">{t('common.timesIn', { zone })}</p>
        <TextInput label={t('common.reason')} value={reason} onChange={setReason} isRequired multiline maxLength={2000} errors={fields?.reason} />
        <DialogActions>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" kind="primary" busy={act.isPending}>{t('common.save')}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
