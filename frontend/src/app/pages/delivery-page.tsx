/** One delivery. */
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { Page } from '@/components/layouts/page';
import { QueryView } from '@/components/ui/states';
import { DeliveryDetail, useDelivery } from '@/features/deliveries';
import { Guard } from '../guard';

function DeliveryScreen({ deliveryId }: { deliveryId: string }) {
  const { t } = useTranslation();
  const query = useDelivery(deliveryId);
  return <Page title={t('quarantine.detail')}><QueryView query={query}>{(delivery) => <DeliveryDetail delivery={delivery} />}</QueryView></Page>;
}

export function Component() {
  const { deliveryId = '' } = useParams();
  return <Guard permission="delivery.read"><DeliveryScreen key={deliveryId} deliveryId={deliveryId} /></Guard>;
}
