/** How live the screen is: a mark with a word, and a banner when what is seen may be old. */
import { WifiOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStreamStatus } from '@/api/live';
import { formatSpan } from '@/lib/time';
import { useLocale } from '@/lib/use-locale';
import { useNow } from '@/lib/use-now';

/** Silence shorter than this is a reconnect, not worth a banner. */
const STALE_MS = 15_000;

export function LiveMark() {
  const { t } = useTranslation();
  const { state } = useStreamStatus();
  const word = state === 'ended' ? 'down' : state;
  return (
    <span className={`live live-${state}`}>
      <span className="live-mark" aria-hidden="true" />
      {t(`live.${word}`)}
    </span>
  );
}

export function StaleBanner() {
  const { t } = useTranslation();
  const { relative } = useLocale();
  const { state, lastHeardAt, retryAt } = useStreamStatus();
  const now = useNow(1_000);
  if (state === 'live') return null;
  const silentFor = lastHeardAt === null ? Infinity : now.getTime() - lastHeardAt;
  if (state === 'polling') {
    return <p className="notice" role="status"><WifiOff size={16} aria-hidden="true" /> {t('live.polled')}</p>;
  }
  if (state === 'connecting' || silentFor < STALE_MS) return null;
  return (
    <p className="notice notice-warning" role="alert">
      <WifiOff size={16} aria-hidden="true" />
      <span>
        {lastHeardAt === null ? t('live.neverHeard') : t('live.stale', { ago: relative(new Date(lastHeardAt).toISOString(), now) })}{' '}
        {retryAt && retryAt > now.getTime() ? <span aria-hidden="true" className="digits">{t('live.retryIn', { span: formatSpan(retryAt - now.getTime()) })}</span> : null}
      </span>
    </p>
  );
}
