/** What this person may do with an entry; the server refuses what only looks possible. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { useCan, useSession } from '@/api/session/context';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { useEntryAct, type MonthEntry, type NamedEntry } from '../api/entries';
import { ReasonDialog, type ReasonedAct } from './reason-dialog';
import { useTimer } from './timer-context';

export function EntryActs({ entry, onEdit }: { entry: MonthEntry | NamedEntry; onEdit?: () => void }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const mayApprove = useCan('time.approve');
  const mayRecord = useCan('time.record');
  const isOwn = useTimer()?.shown.state?.membership_id === entry.membership_id;
  const [asking, setAsking] = useState<ReasonedAct | null>(null);
  const approve = useEntryAct(entry.patient_id);
  const isStanding = entry.standing === 'in_force' || (entry.standing === 'waiting' && entry.supersedes_id === null);
  const mayChange = onEdit !== undefined && isStanding && ((isOwn && mayRecord) || mayApprove);
  const isSecond = mayApprove && !isOwn && entry.recorded_by_id !== user.id;
  const isHeld = entry.held_for.length > 0 && entry.hold_resolved_at === null;
  return (
    <div className="time-row-acts">
      {mayChange ? <Button size="small" onPress={onEdit}>{t('time.correct')}</Button> : null}
      {mayChange ? <Button size="small" onPress={() => setAsking('withdraw')}>{t('time.withdraw')}</Button> : null}
      {isSecond && entry.standing === 'waiting' ? (
        <>
          <Button
            size="small" kind="primary" busy={approve.isPending}
            onPress={() => approve.mutate({ act: 'approve', id: entry.id, body: {} }, {
              onSuccess: () => toast.success(t('time.saved')),
              onError: (error) => toast.error(toApiError(error).message),
            })}
          >
            {t('time.approve')}
          </Button>
          <Button size="small" onPress={() => setAsking('reject')}>{t('time.reject')}</Button>
        </>
      ) : null}
      {isSecond && isHeld ? <Button size="small" onPress={() => setAsking('resolve-hold')}>{t('time.resolve')}</Button> : null}
      {asking ? <ReasonDialog act={asking} id={entry.id} patientId={entry.patient_id} onClose={() => setAsking(null)} /> : null}
    </div>
  );
}
