/** The list of patients. */
import { useTranslation } from 'react-i18next';
import { Page } from '@/components/layouts/page';
import { PatientList, PatientListActions } from '@/features/patients';
import { Guard } from '../guard';

export function Component() {
  const { t } = useTranslation();
  return (
    <Guard permission="patient.read">
      <Page title={t('patients.title')} actions={<PatientListActions />}><PatientList /></Page>
    </Guard>
  );
}
