/** The letter that asks a payer to decide a line again: read it, keep it, say that it was sent. */
import { Download, FileText, Mail } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { Problem } from '@/components/ui/problem';
import { saveBlob, saveFile } from '@/components/ui/save-file';
import { QueryView } from '@/components/ui/states';
import { Day } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { useAppealDraft, useAppealLetter, useLineDecisions, useSendAppeal, type AppealLetter, type LineDecided } from '../api/remittances';

/** For one line alone, as on a work item: asks the server what stands. */
export function AppealOfLine({ lineId }: { lineId: string }) {
  return <AppealButton lineId={lineId} decided={useLineDecisions(lineId).data} />;
}

/** Offered where an appeal is heard; where the payer hears none, that is said instead. */
export function AppealButton({ lineId, decided }: { lineId: string; decided: LineDecided | undefined }) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  if (!decided) return null;
  if (!decided.can_appeal) return decided.appeal_bar ? <span className="small muted">{t('appeal.barred', { code: decided.appeal_bar })}</span> : null;
  return (
    <>
      <Button size="small" icon={<Mail size={14} aria-hidden="true" />} onPress={() => setIsOpen(true)}>{t('appeal.open')}</Button>
      {isOpen ? <AppealDialog lineId={lineId} onClose={() => setIsOpen(false)} /> : null}
    </>
  );
}

function AppealDialog({ lineId, onClose }: { lineId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const query = useAppealLetter(lineId);
  const send = useSendAppeal(lineId);
  const draft = useAppealDraft(lineId);
  return (
    <Dialog title={t('appeal.title')} isOpen onClose={onClose} width="wide">
      <QueryView query={query}>
        {(letter) => (
          <>
            <p className="small muted">{t('appeal.lead')} {letter.last_day ? <>{t('appeal.lastDay')} <Day date={letter.last_day} />.</> : null}</p>
            {/* A region that scrolls must be reachable by keyboard (WCAG 2.1.1). */}
            {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
            <section className="letter" lang="en" tabIndex={0} aria-label={t('appeal.title')}>{layOut(letter).map((part, index) => <p key={index}>{part}</p>)}</section>
            <Problem error={send.error ?? draft.error} />
            <DialogActions>
              <Button icon={<FileText size={16} aria-hidden="true" />} busy={draft.isPending} onPress={() => draft.mutate(undefined, { onSuccess: (blob) => saveBlob(`appeal-draft-${lineId}.pdf`, blob) })}>{t('appeal.pdf')}</Button>
              <Button icon={<Download size={16} aria-hidden="true" />} onPress={() => saveFile(`appeal-${lineId}.txt`, layOut(letter).join('\n\n'), 'text/plain')}>{t('appeal.keep')}</Button>
              <Button kind="primary" busy={send.isPending} onPress={() => send.mutate(undefined, { onSuccess: () => { toast.success(t('appeal.sent')); onClose(); } })}>{t('appeal.send')}</Button>
            </DialogActions>
          </>
        )}
      </QueryView>
    </Dialog>
  );
}

/** The letter as its paragraphs. It goes to the payer and is in English whatever language the reader works in. */
function layOut(letter: AppealLetter): string[] {
  return [letter.written, letter.addressee, letter.subject, ...letter.paragraphs, ['Attached:', ...letter.attachments.map((one) => `- ${one}`)].join('\n'), letter.signature];
}
