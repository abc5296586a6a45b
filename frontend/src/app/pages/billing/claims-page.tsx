/** Claims of a month, and the files they leave in. */
import { ClaimsScreen } from '@/features/claims';
import { Guard } from '../../guard';

export function Component() {
  return <Guard permission="billing.read"><ClaimsScreen /></Guard>;
}
