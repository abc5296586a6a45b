/** What happened with a patient, newest first. */
import { Bell, Gavel, Phone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Card } from '@/components/ui/card';
import { EmptyState, ErrorState, LoadingState } from '@/components/ui/states';
import { Instant } from '@/components/ui/time';
import { useTimeline } from '../api/timeline';

const ICONS = { alert: Bell, interaction: Phone, decision: Gavel } as const;

export function PatientTimeline({ patientId, zone }: { patientId: string; zone: string }) {
  const { t, i18n } = useTranslation();
  /** Kinds, outcomes and actions in words; a message or note is text already. */
  const say = (text: string) => (/^[a-z_]+$/.test(text) && i18n.exists(`timeline.words.${text}`) ? t(`timeline.words.${text}` as 'timeline.words.visit') : text);
  const { isPending, error, items } = useTimeline(patientId);
  if (isPending) return <LoadingState />;
  if (error) return <ErrorState error={error} />;
  if (items.length === 0) return <EmptyState title={t('timeline.noneTitle')}>{t('timeline.noneText')}</EmptyState>;
  return (
    <Card title={t('timeline.title')}>
      <ol className="timeline">
        {items.map((item) => {
          const Icon = ICONS[item.kind];
          return (
            <li key={`${item.kind}-${item.id}`} className="timeline-item">
              <Icon size={16} aria-hidden="true" className="muted" />
              <div>
                <span className="strong">{t(`timeline.kind.${item.kind}`)}</span>{item.title ? `: ${say(item.title)}` : ''}
                {item.who ? <span className="muted"> {t('alerts.by', { name: item.who })}</span> : null}
                {item.note ? <p className="small">{say(item.note)}</p> : null}
              </div>
              <Instant at={item.at} zone={zone} />
            </li>
          );
        })}
      </ol>
    </Card>
  );
}
