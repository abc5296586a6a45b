/** Battery and signal as a bar with its number; the word comes with it, so colour carries nothing alone. */
import { Meter } from 'react-aria-components';

const LOW = 20;

export function Gauge({ label, percent }: { label: string; percent: number | null }) {
  if (percent === null) return <span className="muted">—</span>;
  return (
    <Meter value={percent} aria-label={label} className="gauge">
      {({ percentage, valueText }) => (
        <>
          <span className="gauge-bar"><span className={percent < LOW ? 'gauge-fill gauge-low' : 'gauge-fill'} style={{ width: `${percentage}%` }} /></span>
          <span className="digits">{valueText}{percent < LOW ? ' !' : ''}</span>
        </>
      )}
    </Meter>
  );
}
