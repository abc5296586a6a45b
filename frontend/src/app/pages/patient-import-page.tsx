/** Importing patients from a file. */
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Page } from '@/components/layouts/page';
import { paths } from '@/config/paths';
import { PatientImport } from '@/features/patients';
import { Guard } from '../guard';

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Guard permission="patient.import">
      <Page title={t('patients.importTitle')}><PatientImport onDone={() => void navigate(paths.patients)} /></Page>
    </Guard>
  );
}
