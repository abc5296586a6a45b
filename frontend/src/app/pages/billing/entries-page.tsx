/** Lines by state, code and days. */
import { EntryList } from '@/features/billing-month';

export function Component() {
  return <EntryList />;
}
