/** Adding a patient, or changing one. */
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { usePracticeZone } from '@/api/session/context';
import { Page } from '@/components/layouts/page';
import { QueryView } from '@/components/ui/states';
import { toast } from '@/components/ui/toast';
import { paths } from '@/config/paths';
import { PatientForm, usePatient } from '@/features/patients';
import { Guard } from '../guard';

function NewPatient() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const zone = usePracticeZone();
  return (
    <Page title={t('patients.createTitle')} width="reading">
      <PatientForm patient={null} defaultZone={zone} onCancel={() => void navigate(paths.patients)}
        onSaved={(patient) => { toast.success(t('patients.created1')); void navigate(paths.patient(patient.id)); }} />
    </Page>
  );
}

function EditPatient({ patientId }: { patientId: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const zone = usePracticeZone();
  const query = usePatient(patientId);
  const back = () => void navigate(paths.patient(patientId));
  return (
    <Page title={t('patients.editTitle')} width="reading">
      <QueryView query={query}>
        {(patient) => <PatientForm patient={patient} defaultZone={zone} onCancel={back} onSaved={() => { toast.success(t('common.saved')); back(); }} />}
      </QueryView>
    </Page>
  );
}

export function Component() {
  const { patientId } = useParams();
  return <Guard permission="patient.write">{patientId ? <EditPatient patientId={patientId} /> : <NewPatient />}</Guard>;
}
