/** The rules: what each code needs, what changed and why. */
import { RuleBrowser } from '@/features/billing-rules';
import { Guard } from '../../guard';

export function Component() {
  return <Guard permission="billing.read"><RuleBrowser /></Guard>;
}
