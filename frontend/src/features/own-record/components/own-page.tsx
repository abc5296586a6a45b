/** The page of a patient's account: that nobody watches around the clock, a reading to type in, the readings that are there. */
import { useTranslation } from 'react-i18next';
import { useSession } from '@/api/session/context';
import { Page } from '@/components/layouts/page';
import { QueryView } from '@/components/ui/states';
import { useOwnRecord } from '../api/own-record';
import { OwnReadings } from './own-readings';
import { ReadingForm } from './reading-form';

export function OwnRecordPage() {
  const { t } = useTranslation();
  const { user } = useSession();
  const query = useOwnRecord();
  const practice = user.practice.name;
  return (
    <Page title={t('own.title')} lead={user.own_record ? t('own.lead', { name: user.own_record.display_name, practice }) : practice} width="reading">
      <p className="notice notice-warning" role="note">{t('own.emergency', { practice })}</p>
      <QueryView query={query}>
        {(own) => (
          <div className="stack">
            {own.takes_readings ? <ReadingForm own={own} /> : <p className="notice" role="status">{t('own.closed', { practice })}</p>}
            <OwnReadings readings={own.readings} />
          </div>
        )}
      </QueryView>
    </Page>
  );
}
