/** A patient's insurance in time, and what other practices billed: both decide who pays a line, or that nobody does. */
import { useTranslation } from 'react-i18next';
import { CoverageCard } from './coverage-card';
import { OutsideClaimsCard } from './outside-claims-card';
import './setup.css';

export function CoveragePanel({ patientId, zone }: { patientId: string; zone: string }) {
  const { t } = useTranslation();
  return (
    <section className="stack" aria-label={t('coverage.section')}>
      <CoverageCard patientId={patientId} zone={zone} />
      <OutsideClaimsCard patientId={patientId} />
    </section>
  );
}
