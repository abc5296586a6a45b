/** A patient's own readings; for an account that is tied to a record. */
import { useSession } from '@/api/session/context';
import { OwnRecordPage } from '@/features/own-record';
import { ForbiddenPage } from '../fallback-pages';

export function Component() {
  return useSession().user.own_record ? <OwnRecordPage /> : <ForbiddenPage />;
}
