/** The words an act on an entry needs: void with a coded reason, correct, let a hold go. */
import { useTranslation } from 'react-i18next';
import { toast } from '@/components/ui/toast';
import { useCorrectEntry, useReleaseHold, useVoidEntry } from '../api/month';
import { WordsDialog } from './words-dialog';

export type EntryAct = { kind: 'void' } | { kind: 'correct' } | { kind: 'release'; hold: string; text: string };
/** The reasons the API takes. */
const VOID_REASONS = ['entered_in_error', 'not_billable', 'patient_request', 'duplicate', 'unsupported', 'written_off', 'other'] as const;

export function EntryDialog({ entryId, act, onClose }: { entryId: string; act: EntryAct; onClose: () => void }) {
  const { t } = useTranslation();
  const voiding = useVoidEntry(entryId);
  const correcting = useCorrectEntry(entryId);
  const releasing = useReleaseHold(entryId);
  const done = { onSuccess: () => { toast.success(t('entries.saved')); onClose(); } };
  const submit = (note: string, choice: string) => {
    if (act.kind === 'void') voiding.mutate({ reason: VOID_REASONS.find((one) => one === choice) ?? 'other', note }, done);
    else if (act.kind === 'correct') correcting.mutate({ note }, done);
    else releasing.mutate({ hold: act.hold, note }, done);
  };
  return (
    <WordsDialog
      title={t(`entries.${act.kind}Title`)} lead={act.kind === 'release' ? act.text : t(`entries.${act.kind}Text`)} label={t('entries.note')} act={t(`entries.${act.kind}`)}
      {...(act.kind === 'void' ? { choices: { label: t('entries.reason'), options: VOID_REASONS.map((value) => ({ value, label: t(`entries.voidReasons.${value}`) })) } } : {})}
      busy={voiding.isPending || correcting.isPending || releasing.isPending} error={voiding.error ?? correcting.error ?? releasing.error} onSubmit={submit} onClose={onClose}
    />
  );
}
