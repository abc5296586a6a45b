/** The practice's self-check before claims leave. */
import { SelfCheckReport } from '@/features/billing-rules';
import { Guard } from '../../guard';

export function Component() {
  return <Guard permission="billing.read"><SelfCheckReport /></Guard>;
}
