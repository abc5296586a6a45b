/** A reading on a chart: final readings round, amended ones square, those entered in error crossed out. */
import type { ChartPoint } from './vital-chart';

interface ChartDotProps {
  cx?: number | undefined;
  cy?: number | undefined;
  payload?: ChartPoint | undefined;
  dense: boolean;
  onSelect?: ((readingId: string) => void) | undefined;
}

export function ChartDot({ cx, cy, payload, dense, onSelect }: ChartDotProps) {
  if (cx === undefined || cy === undefined || !payload) return null;
  const id = payload.readingId;
  // Mouse only: the same act is a button in the table, where keyboards and screen readers find it.
  const handlers = id && onSelect ? { onClick: () => onSelect(id), className: 'chart-dot chart-dot-live' } : { className: 'chart-dot' };
  if (payload.state === 'amended') return <rect x={cx - 3.5} y={cy - 3.5} width={7} height={7} {...handlers} />;
  if (payload.state === 'entered_in_error') {
    return <path d={`M${cx - 4} ${cy - 4}l8 8m0 -8l-8 8`} {...handlers} className={`${handlers.className} chart-dot-error`} />;
  }
  return <circle cx={cx} cy={cy} r={dense ? 2 : 3.2} {...handlers} />;
}
