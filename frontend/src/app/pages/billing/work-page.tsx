/** Work items of billing. */
import { WorkScreen } from '@/features/claims';
import { Guard } from '../../guard';

export function Component() {
  return <Guard permission="billing.read"><WorkScreen /></Guard>;
}
