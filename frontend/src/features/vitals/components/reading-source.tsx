/** Where a reading came from, and how it was taken as far as somebody said. */
import { useTranslation } from 'react-i18next';
import type { Reading } from '../api/correct';
import { ARMS, POSTURES } from './circumstances';

export function ReadingSource({ reading }: { reading: Pick<Reading, 'origin' | 'context'> }) {
  const { t } = useTranslation();
  const { posture, arm, note } = reading.context as Partial<Record<string, unknown>>;
  const [sat, on] = [POSTURES.find((one) => one === posture), ARMS.find((one) => one === arm)];
  const said = [sat && t(`typed.postures.${sat}`), on && t(`typed.arms.${on}`), typeof note === 'string' ? note : ''].filter(Boolean);
  return <p className="small muted">{t('typed.source')}: {[t(`typed.origins.${reading.origin}`), ...said].join(' · ')}</p>;
}
