/** What must stand before a claim can leave. */
import { BillingSetup } from '@/features/billing-setup';
import { Guard } from '../../guard';

export function Component() {
  return <Guard permission="billing.read"><BillingSetup /></Guard>;
}
