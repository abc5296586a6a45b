/** One payment. */
import { useParams } from 'react-router';
import { RemittanceScreen } from '@/features/claims';
import { Guard } from '../../guard';

export function Component() {
  const { remittanceId = '' } = useParams();
  return <Guard permission="billing.read"><RemittanceScreen key={remittanceId} remittanceId={remittanceId} /></Guard>;
}
