/** Who is lost unless somebody acts. */
import { AtRiskList } from '@/features/billing-month';

export function Component() {
  return <AtRiskList />;
}
