/** Enrolling: order, consent and plan in one act. The server stores all of it or nothing, and says at the field what does not hold. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Form } from '@/components/ui/form';
import { useLeaveGuard } from '@/components/ui/leave-guard';
import { Problem } from '@/components/ui/problem';
import { toast } from '@/components/ui/toast';
import { dayInZone } from '@/lib/time';
import { useEnroll } from '../api/enrollment';
import { ConsentFields } from './consent-fields';
import { startDraft, toRequest, type Draft } from './draft';
import { OrderFields } from './order-fields';
import { PlanFields } from './plan-fields';

export function EnrollForm({ patientId, zone, isAgain }: { patientId: string; zone: string; isAgain: boolean }) {
  const { t } = useTranslation();
  const enroll = useEnroll(patientId);
  const [today] = useState(() => dayInZone(new Date(), zone));
  const [draft, setDraft] = useState<Draft>(() => startDraft(today));
  const [isChanged, setChanged] = useState(false);
  const { guard, release } = useLeaveGuard(isChanged);
  const fields = enroll.isError ? toApiError(enroll.error).fields : {};
  const change = (part: Partial<Draft>) => { setChanged(true); setDraft((before) => ({ ...before, ...part })); };
  const submit = () => enroll.mutate(toRequest(draft, isAgain), { onSuccess: () => { release(); toast.success(t('enrollment.begun')); } });
  return (
    <Form className="stack" onSubmit={submit}>
      {guard}
      <Card title={t('enrollment.order')}><OrderFields draft={draft} onChange={change} errors={fields} /></Card>
      <Card title={t('patient.consent')}><ConsentFields draft={draft} onChange={change} errors={fields} today={today} /></Card>
      <Card title={t('enrollment.plan')}><PlanFields draft={draft} onChange={change} errors={fields} /></Card>
      <Problem error={enroll.error} />
      <div className="row">
        <Button type="submit" kind="primary" busy={enroll.isPending} isDisabled={draft.kinds.length === 0}>{t('enrollment.begin')}</Button>
      </div>
    </Form>
  );
}
