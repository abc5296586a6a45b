/** Typing in one reading: what was measured, its numbers with unit and bounds, and when. The time is now until somebody changes it. */
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { useReadingDraft } from '@/components/clinical/reading-draft';
import { isPlaced, ReadingFields } from '@/components/clinical/reading-fields';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Form } from '@/components/ui/form';
import { useLeaveGuard } from '@/components/ui/leave-guard';
import { Problem } from '@/components/ui/problem';
import { Instant } from '@/components/ui/time';
import { useTypeReading, type OwnRecord } from '../api/own-record';

/** The wall clock in front of whoever types. */
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function ReadingForm({ own }: { own: OwnRecord }) {
  const { t } = useTranslation();
  const send = useTypeReading();
  const draft = useReadingDraft({ kinds: own.kinds, zone: ZONE, onChange: () => { if (!send.isPending) send.reset(); } });
  const { guard } = useLeaveGuard(draft.isTyped);
  if (!draft.chosen) return null;
  const refused = send.isError ? toApiError(send.error).fields : {};
  const submit = () => {
    const taken = draft.take();
    if (taken) send.mutate({ path: taken.path, body: { patient_id: own.id, ...taken.body } }, { onSuccess: draft.clear });
  };
  return (
    <Card title={t('own.type')}>
      <Form className="stack" onSubmit={submit}>
        {guard}
        <p className="small muted">{t('own.typeLead')}</p>
        <ReadingFields draft={draft} refused={refused} />
        {send.isError && !isPlaced(refused, draft) ? <Problem error={send.error} /> : null}
        <div className="row">
          <Button type="submit" kind="primary" busy={send.isPending}>{t('own.send')}</Button>
          <p role="status">{send.isSuccess ? <span className="strong">{t('own.sent')} <Instant at={send.data.created_at} zone={ZONE} style="time" /></span> : null}</p>
        </div>
      </Form>
    </Card>
  );
}
