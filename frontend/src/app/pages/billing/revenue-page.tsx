/** Revenue: groups, what is not billed, forecast, files. */
import { RevenueReport } from '@/features/billing-reports';
import { Guard } from '../../guard';

export function Component() {
  return <Guard permission="report.read"><RevenueReport /></Guard>;
}
