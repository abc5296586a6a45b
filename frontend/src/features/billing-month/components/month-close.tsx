/** The month's checklist as the server computes it, closing with a note on what is open, reopening with a reason. */
import { CircleCheck, OctagonAlert, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan, usePracticeZone } from '@/api/session/context';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Instant } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { useLocale } from '@/lib/use-locale';
import { useCloseMonth, useReopenMonth, type Check, type MonthBody } from '../api/month';
import { WordsDialog } from './words-dialog';

export function MonthClose({ month, name }: { month: MonthBody; name: string }) {
  const { t } = useTranslation();
  const zone = usePracticeZone();
  const mayClose = useCan('billing.write');
  const [isAsking, setAsking] = useState(false);
  const close = useCloseMonth();
  const reopen = useReopenMonth();
  const isBlocked = month.checklist.some((check) => check.blocks && check.count > 0);
  const isOpen = month.checklist.some((check) => check.count > 0);
  const submit = (words: string) => {
    const done = { onSuccess: () => { setAsking(false); toast.success(t(month.is_closed ? 'month.reopened' : 'month.wasClosed', { name })); } };
    if (month.is_closed) reopen.mutate({ month: month.month, reason: words }, done);
    else close.mutate({ month: month.month, ...(words ? { note: words } : {}) }, done);
  };
  return (
    <Card title={t('month.checklist')} action={mayClose ? <Button kind="primary" isDisabled={!month.is_closed && isBlocked} onPress={() => setAsking(true)}>{t(month.is_closed ? 'month.reopen' : 'month.close')}</Button> : null}>
      <ul className="checks">{month.checklist.map((check) => <CheckLine key={check.key} check={check} />)}</ul>
      {month.closes.map((one) => (
        <p key={one.id} className="small muted">
          {t('month.closedBy', { name: one.closed_by ?? '—' })} <Instant at={one.closed_at} zone={zone} />{one.note ? `: ${one.note}` : ''}
          {one.reopened_at ? <> · {t('month.reopenedBy', { name: one.reopened_by ?? '—' })} <Instant at={one.reopened_at} zone={zone} />: {one.reopen_reason}</> : null}
        </p>
      ))}
      {isAsking ? (
        <WordsDialog
          title={t(month.is_closed ? 'month.reopenTitle' : 'month.closeTitle', { name })} lead={t(month.is_closed ? 'month.reopenText' : 'month.closeText')} label={t(month.is_closed ? 'month.reason' : 'month.note')}
          act={t(month.is_closed ? 'month.reopen' : 'month.close')} isOptional={!month.is_closed && !isOpen} busy={close.isPending || reopen.isPending} error={close.error ?? reopen.error} onSubmit={submit} onClose={() => setAsking(false)}
        />
      ) : null}
    </Card>
  );
}

const QUESTIONS = ['month_running', 'billing_provider_missing', 'rendering_provider_missing'];

function CheckLine({ check }: { check: Check }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const Icon = check.count === 0 ? CircleCheck : check.blocks ? OctagonAlert : TriangleAlert;
  const tone = check.count === 0 ? 'tone-text-normal' : check.blocks ? 'tone-text-critical' : 'tone-text-warning';
  const key = check.key as 'holds_open';
  // Some checks ask whether something is so; a number would say nothing there.
  const isQuestion = QUESTIONS.includes(check.key);
  const state = isQuestion ? t(check.count === 0 ? 'common.yes' : 'month.notYet') : check.count === 0 ? t('month.nothingOpen') : number(check.count);
  return (
    <li className="check">
      <Icon size={16} aria-hidden="true" className={tone} />
      <span>{t(`month.checks.${key}`)}</span>
      <span className="digits">{state}{check.blocks && check.count > 0 ? ` · ${t('month.blocks')}` : ''}</span>
    </li>
  );
}
