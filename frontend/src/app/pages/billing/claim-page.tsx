/** One claim. */
import { useParams } from 'react-router';
import { ClaimScreen } from '@/features/claims';
import { Guard } from '../../guard';

export function Component() {
  const { claimId = '' } = useParams();
  return <Guard permission="billing.read"><ClaimScreen key={claimId} claimId={claimId} /></Guard>;
}
