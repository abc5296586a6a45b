/** One file of claims. */
import { useParams } from 'react-router';
import { BatchScreen } from '@/features/claims';
import { Guard } from '../../guard';

export function Component() {
  const { batchId = '' } = useParams();
  return <Guard permission="billing.read"><BatchScreen key={batchId} batchId={batchId} /></Guard>;
}
