/** A patient's own readings; for an account that is tied to a record. */
import { useSession } from '@/api/session/context';
import { ForbiddenState } from '@/components/ui/states';
import { OwnRecordPage } from '@/features/own-record';

export function Component() {
  return useSession().user.own_record ? <OwnRecordPage /> : <ForbiddenState />;
}
