/** An amount in digits of one width. */
import { useMoney } from '@/lib/use-money';

export function Amount({ of }: { of: number }) {
  const { money } = useMoney();
  return <span className="digits">{money(of)}</span>;
}
