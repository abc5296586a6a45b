/** The quiet timer at the foot of the navigation: whose chart, which activity, how long; it never covers work. */
import { MessageCircle, Play, Square } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useMatch } from 'react-router';
import { Button, IconButton } from '@/components/ui/button';
import { SelectInput } from '@/components/ui/select';
import { paths } from '@/config/paths';
import { formatSpan } from '@/lib/time';
import { useNow } from '@/lib/use-now';
import { useActivityOptions } from './activity-name';
import { ContactDialog } from './contact-dialog';
import { useTimer } from './timer-context';
import './time.css';

export function TimerBar() {
  const { t } = useTranslation();
  const timer = useTimer();
  const patientId = useMatch('/patients/:patientId/*')?.params.patientId ?? null;
  const options = useActivityOptions(timer?.shown.state?.activities ?? []);
  const [contact, setContact] = useState<string | null>(null);
  if (!timer?.shown.state) return null;
  const { clerk, shown } = timer;
  const running = shown.state?.running ?? null;
  const isChart = patientId !== null && /^[0-9a-f-]{36}$/.test(patientId);
  return (
    <section className="timer" aria-label={t('time.timer')}>
      {running ? (
        <>
          <Link className="timer-patient" to={paths.patient(running.patient_id, 'time')}>{running.patient_name}</Link>
          <Elapsed since={Date.parse(running.started_at) - shown.offset} />
          <SelectInput label={t('time.activityLabel')} hideLabel options={options} value={running.activity} onChange={(next) => void clerk.switchTo(next)} />
          <div className="timer-acts">
            <Button size="small" icon={<MessageCircle size={14} aria-hidden="true" />} onPress={() => setContact(running.patient_id)}>{t('time.spoke')}</Button>
            <IconButton label={t('time.stop')} icon={<Square size={16} aria-hidden="true" />} onPress={() => void clerk.stop()} />
          </div>
          {shown.isAsking ? (
            <p className="timer-note" role="status">
              {t('time.stillThere')} <Button size="small" onPress={() => void clerk.noteActivity()}>{t('time.stillYes')}</Button>
            </p>
          ) : null}
        </>
      ) : (
        <div className="timer-acts">
          <span className="timer-off">{t('time.notRunning')}</span>
          {isChart ? <IconButton label={t('time.start')} icon={<Play size={16} aria-hidden="true" />} onPress={() => void clerk.start(patientId, 'data_review')} /> : null}
        </div>
      )}
      {shown.state?.has_credential ? null : <p className="timer-note">{t('time.noCredential')}</p>}
      {shown.hasProblem ? <p className="timer-note" role="status">{t('time.problem')}</p> : null}
      {contact ? <ContactDialog patientId={contact} onClose={() => setContact(null)} /> : null}
    </section>
  );
}

function Elapsed({ since }: { since: number }) {
  const now = useNow(1_000);
  const { t } = useTranslation();
  return <span className="timer-span" role="timer" aria-label={t('time.running')}>{formatSpan(Math.max(0, now.getTime() - since))}</span>;
}
