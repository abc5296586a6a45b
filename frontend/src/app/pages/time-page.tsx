/** What a second person decides about time: late entries and changes, and what is held as impossible. */
import { useTranslation } from 'react-i18next';
import { usePracticeZone } from '@/api/session/context';
import { Page } from '@/components/layouts/page';
import { TimeDecisions } from '@/features/time';
import { Guard } from '../guard';

function TimePage() {
  const { t } = useTranslation();
  const zone = usePracticeZone();
  return (
    <Page title={t('time.pageTitle')} lead={t('time.pageLead')}>
      <TimeDecisions kind="waiting" zone={zone} />
      <TimeDecisions kind="held" zone={zone} />
    </Page>
  );
}

export function Component() {
  return <Guard permission="time.approve"><TimePage /></Guard>;
}
