/** Shows a screen only to a role that may see it; anybody else is told so. The server refuses in any case. */
import type { ReactNode } from 'react';
import { useCan } from '@/api/session/context';
import { useInsidePage } from '@/components/layouts/page';
import { ForbiddenState } from '@/components/ui/states';
import { ForbiddenPage } from './fallback-pages';

export function Guard({ permission, children }: { permission: string; children: ReactNode }) {
  const isPart = useInsidePage();
  if (useCan(permission)) return children;
  return isPart ? <ForbiddenState /> : <ForbiddenPage />;
}
