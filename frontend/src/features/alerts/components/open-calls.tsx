/** Calls for somebody else that stand for a patient. Those made by hand are answered and closed here; the clock's end with their alert. */
import { Siren } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '@/api/session/context';
import type { Role } from '@/api/types';
import { Tag } from '@/components/ui/badges';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { Problem } from '@/components/ui/problem';
import { Instant } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { useActOnCall, useCalls, type Call, type CallAct } from '../api/calls';
import './alerts.css';

const BY_HAND = ['stat', 'manual'];

interface OpenCallsProps {
  patientId: string;
  zone: string;
  /** Calls made by hand ask for an act and stand before the alerts; the clock's only tell, and stand after what they are about. */
  by: 'hand' | 'clock';
}

export function OpenCalls({ patientId, zone, by }: OpenCallsProps) {
  const query = useCalls(patientId);
  const [asked, setAsked] = useState<{ call: Call; act: CallAct } | null>(null);
  const calls = (query.data?.results ?? []).filter(({ kind }) => BY_HAND.includes(kind) === (by === 'hand'));
  return (
    <>
      {by === 'hand' ? <Problem error={query.error} /> : null}
      {calls.map((call) => <CallCard key={call.id} call={call} zone={zone} onAct={(act) => setAsked({ call, act })} />)}
      {asked ? <CallDialog patientId={patientId} {...asked} onClose={() => setAsked(null)} /> : null}
    </>
  );
}

function CallCard({ call, zone, onAct }: { call: Call; zone: string; onAct: (act: CallAct) => void }) {
  const { t } = useTranslation();
  const mayWork = useCan('alert.work');
  const title = useTitle(call);
  return (
    <article className={`alert-card ${call.kind === 'stat' ? 'alert-critical' : 'alert-warning'}`} aria-label={title}>
      <div className="row">
        <Siren size={14} aria-hidden="true" />
        <span className="strong">{title}</span>
        <Tag tone={call.state === 'open' ? 'strong' : 'plain'}>{t(call.state === 'open' ? 'calls.open' : 'calls.come')}</Tag>
      </div>
      {call.reason ? <p className="alert-message">{call.reason}</p> : null}
      <p className="small muted">{t('alerts.opened')} <Instant at={call.opened_at} zone={zone} /></p>
      {mayWork && BY_HAND.includes(call.kind) ? (
        <div className="row">
          {call.state === 'open' ? <Button size="small" onPress={() => onAct('acknowledge')}>{t('calls.acknowledge')}</Button> : null}
          <Button size="small" onPress={() => onAct('close')}>{t('calls.close')}</Button>
        </div>
      ) : null}
    </article>
  );
}

function CallDialog({ patientId, call, act, onClose }: { patientId: string; call: Call; act: CallAct; onClose: () => void }) {
  const { t } = useTranslation();
  const title = useTitle(call);
  const run = useActOnCall(patientId);
  return (
    <Dialog title={t(`calls.${act}Title`)} isOpen onClose={onClose} width="narrow">
      <p className="strong">{call.patient_name}: {title}</p>
      <p>{t(act === 'close' && call.kind === 'stat' ? 'calls.closeStatText' : `calls.${act}Text`)}</p>
      <Problem error={run.error} />
      <DialogActions>
        <Button onPress={onClose}>{t('common.cancel')}</Button>
        <Button kind="primary" busy={run.isPending} onPress={() => run.mutate({ id: call.id, act }, { onSuccess: () => { toast.success(t('common.saved')); onClose(); } })}>
          {t(`calls.${act}`)}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** Whom it calls, by whose will. */
function useTitle({ kind, to_role: role }: Call): string {
  const { t } = useTranslation();
  return t(`calls.kind.${kind as 'stat' | 'manual' | 'deadline' | 'held'}`, { role: t(`role.${role as Role}`) });
}
