/** Payments posted. */
import { RemittancesScreen } from '@/features/claims';
import { Guard } from '../../guard';

export function Component() {
  return <Guard permission="billing.read"><RemittancesScreen /></Guard>;
}
