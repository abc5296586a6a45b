/** Four cards, one per level: count, and how it moved in 24 hours. Pressing one filters the list. */
import { ArrowDown, ArrowRight, ArrowUp } from 'lucide-react';
import { ToggleButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { Level } from '@/api/types';
import { LevelIcon } from '@/components/ui/badges';
import { useLocale } from '@/lib/use-locale';
import { useTriageStats } from '../api/worklist';

export const LEVELS: Level[] = ['critical', 'warning', 'no_data', 'normal'];
const ARROWS = { increasing: ArrowUp, decreasing: ArrowDown, stable: ArrowRight } as const;

export function LevelCards({ level, onChange }: { level: Level | null; onChange: (level: Level | null) => void }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const { data, isError } = useTriageStats();
  return (
    <div className="level-cards" role="group" aria-label={t('triage.cards')}>
      {LEVELS.map((name) => {
        const stat = data?.[name];
        // Without a count of 24 hours ago there is nothing to compare with.
        const isCompared = stat !== undefined && stat.previous !== null;
        const Arrow = isCompared ? ARROWS[stat.trend] : null;
        const was = isCompared && stat.previous !== stat.count ? ` (${t('triage.was', { count: stat.previous ?? 0 })})` : '';
        const moved = isCompared ? t(`triage.trend.${stat.trend}`) + was : t('triage.notCompared');
        return (
          <ToggleButton key={name} className={`level-card level-card-${name}`} isSelected={level === name} onChange={(on) => onChange(on ? name : null)}>
            <span className="level-card-head"><LevelIcon level={name} size={18} />{t(`level.${name}`)}</span>
            <span className="visually-hidden">: </span>
            <span className="level-card-count digits">{stat ? number(stat.count) : isError ? '?' : '…'}</span>
            <span className="visually-hidden">, </span>
            <span className="level-card-trend">
              {Arrow ? <Arrow size={14} aria-hidden="true" /> : null}{stat ? moved : ' '}
            </span>
          </ToggleButton>
        );
      })}
    </div>
  );
}
