/**
 * The end no activity puts off: ten minutes before it, and once more two minutes before, the page says when the session ends and
 * offers to sign in anew on the spot. What is half written behind the dialog stays; at the end itself the page is left.
 */
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePracticeZone, useSession } from '@/api/session/context';
import { getSessionEnd } from '@/api/session/token';
import type { LoginAnswer } from '@/api/types';
import { Dialog } from '@/components/ui/dialog';
import { toast } from '@/components/ui/toast';
import { RenewForm } from '@/features/account';
import { formatSpan } from '@/lib/time';
import { useLocale } from '@/lib/use-locale';

/** How long before the end the warnings come. */
const FIRST_MS = 600_000;
const LAST_MS = 120_000;
const FAR = { endsAt: 0, leftMs: 0, warnings: 0 };

interface SessionEndProps {
  /** While another question stands (is anybody there?), this one waits. */
  isHeld: boolean;
  onEnd: () => void;
}

export function SessionEnd({ isHeld, onEnd }: SessionEndProps) {
  const { t } = useTranslation();
  const { instant } = useLocale();
  const zone = usePracticeZone();
  const { replaceUser } = useSession();
  const [due, setDue] = useState(FAR);
  const [putOff, setPutOff] = useState(0);

  const forget = () => {
    setDue(FAR);
    setPutOff(0);
  };
  const check = useEffectEvent(() => {
    const endsAt = getSessionEnd();
    const leftMs = endsAt === null ? Infinity : endsAt - Date.now();
    if (leftMs <= 0) onEnd();
    // Also after another tab has signed in anew.
    else if (endsAt === null || leftMs > FIRST_MS) forget();
    else setDue({ endsAt, leftMs, warnings: leftMs <= LAST_MS ? 2 : 1 });
  });
  useEffect(() => {
    const timer = setInterval(() => check(), 1_000);
    return () => clearInterval(timer);
  }, []);

  const later = () => setPutOff(due.warnings);
  const renewed = (answer: LoginAnswer) => {
    forget();
    replaceUser(answer.user);
    toast.success(t('sessionEnd.renewed'));
  };
  const time = instant(new Date(due.endsAt).toISOString(), zone, 'time');
  return (
    <Dialog title={t('sessionEnd.title', { time })} isOpen={due.warnings > putOff && !isHeld} onClose={later} width="narrow" role="alertdialog">
      <p>{t('sessionEnd.text', { span: formatSpan(due.leftMs) })}{due.warnings === 2 ? '' : ` ${t('sessionEnd.again')}`}</p>
      <RenewForm onLater={later} onRenewed={renewed} />
    </Dialog>
  );
}
