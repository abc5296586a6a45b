/** Quarantine. */
import { useTranslation } from 'react-i18next';
import { Page } from '@/components/layouts/page';
import { DeliveryList } from '@/features/deliveries';
import { Guard } from '../guard';

export function Component() {
  const { t } = useTranslation();
  return <Guard permission="delivery.read"><Page title={t('quarantine.title')} lead={t('quarantine.lead')}><DeliveryList /></Page></Guard>;
}
