/** The month in numbers, each a list; and its close. */
import { MonthView } from '@/features/billing-month';

export function Component() {
  return <MonthView />;
}
