/** Time left until an alert must be acknowledged (or resolved), or how far it is over, in digits and words. */
import { AlarmClock, AlarmClockOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { formatSpan } from '@/lib/time';
import { useNow } from '@/lib/use-now';

const WORDS = { acknowledge: ['alerts.dueIn', 'alerts.overdueBy'], resolve: ['alerts.resolveIn', 'alerts.resolveOver'] } as const;

export function Deadline({ dueAt, of = 'acknowledge' }: { dueAt: string; of?: keyof typeof WORDS }) {
  const { t } = useTranslation();
  const now = useNow(1_000);
  const left = new Date(dueAt).getTime() - now.getTime();
  const isOver = left <= 0;
  const span = formatSpan(left);
  const Icon = isOver ? AlarmClockOff : AlarmClock;
  return (
    <span className={`deadline ${isOver ? 'deadline-over' : left < 300_000 ? 'deadline-soon' : ''}`}>
      <Icon size={14} aria-hidden="true" />
      <span className="digits">{t(WORDS[of][isOver ? 1 : 0], { span })}</span>
    </span>
  );
}
