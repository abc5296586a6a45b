/** Shows a screen only to a role that may see it; anybody else is told so. The server refuses in any case. */
import type { ReactNode } from 'react';
import { useCan } from '@/api/session/context';
import { ForbiddenState } from '@/components/ui/states';

export function Guard({ permission, children }: { permission: string; children: ReactNode }) {
  return useCan(permission) ? children : <ForbiddenState />;
}
