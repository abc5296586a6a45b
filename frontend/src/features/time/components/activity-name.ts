/** Names of activities: those that count first, those that do not said to be so. */
import { useTranslation } from 'react-i18next';
import type { Option } from '@/components/ui/fields';
import type { Activity, TimerState } from '../api/timer';

export function useActivityOptions(activities: TimerState['activities']): Option<Activity>[] {
  const { t } = useTranslation();
  return activities.map(({ activity, is_counted: isCounted }) => ({
    value: activity,
    label: isCounted ? t(`time.activity.${activity}`) : t('time.notCountedActivity', { name: t(`time.activity.${activity}`) }),
  }));
}
