/** One billed line. */
import { useParams } from 'react-router';
import { EntryView } from '@/features/billing-month';

export function Component() {
  const { entryId = '' } = useParams();
  return <EntryView entryId={entryId} />;
}
