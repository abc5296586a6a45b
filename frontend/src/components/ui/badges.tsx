/** Levels, severities and states as shape, word and colour together; never colour alone. */
import { CircleCheck, CircleDashed, OctagonAlert, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertState, Level, Severity } from '@/api/types';

const ICONS = { critical: OctagonAlert, warning: TriangleAlert, no_data: CircleDashed, normal: CircleCheck } as const;

export function LevelIcon({ level, size = 16 }: { level: Level; size?: number }) {
  const Icon = ICONS[level];
  return <Icon size={size} aria-hidden="true" className={`tone-text-${level}`} />;
}

export function LevelBadge({ level, score }: { level: Level; score?: number | null }) {
  const { t } = useTranslation();
  return (
    <span className={`badge tone-${level}`}>
      <LevelIcon level={level} size={14} />
      <span>{t(`level.${level}`)}</span>
      {typeof score === 'number' ? <span className="badge-score" title={t('triage.score')}>{score}</span> : null}
    </span>
  );
}

export function SeverityBadge({ severity }: { severity: Severity }) {
  const { t } = useTranslation();
  return (
    <span className={`badge tone-${severity}`}>
      <LevelIcon level={severity} size={14} />
      <span>{t(`level.${severity}`)}</span>
    </span>
  );
}

export function AlertStateBadge({ state }: { state: AlertState }) {
  const { t } = useTranslation();
  return <Tag tone={state === 'open' ? 'strong' : 'plain'}>{t(`alerts.state.${state}`)}</Tag>;
}

export function Tag({ children, tone = 'plain' }: { children: ReactNode; tone?: 'plain' | 'strong' | 'warning' | 'good' }) {
  return <span className={`tag tag-${tone}`}>{children}</span>;
}
