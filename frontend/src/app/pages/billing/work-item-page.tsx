/** One work item. */
import { useParams } from 'react-router';
import { WorkItemScreen } from '@/features/claims';
import { Guard } from '../../guard';

export function Component() {
  const { itemId = '' } = useParams();
  return <Guard permission="billing.read"><WorkItemScreen key={itemId} itemId={itemId} /></Guard>;
}
