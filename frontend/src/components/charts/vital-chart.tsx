/**
 * One vital over time: the readings (or each day's lowest, mean and highest) as line and points, the thresholds that
 * were in force as shaded bands. The same numbers are always to be had as a table beside it.
 */
import { Area, CartesianGrid, ComposedChart, Line, ReferenceArea, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis, type DotItemDotProps } from 'recharts';
import { useLocale } from '@/lib/use-locale';
import { VITAL_FORMATS, type Vital } from '@/lib/units';
import { bandsOf, dayTicks, linesOf, spread, ticksOf, type BandLimits } from './bands';
import { ChartDot } from './chart-dot';
import './charts.css';

export interface ChartPoint {
  at: number;
  value: number;
  /** Lowest and highest of the day; absent for single readings. */
  range?: [number, number];
  n?: number;
  readingId?: string;
  state?: string;
}

export interface VitalChartProps {
  vital: Vital;
  label: string;
  points: ChartPoint[];
  limits: BandLimits[];
  span: [number, number];
  zone: string;
  /** Days are dates of the patient's calendar already; readings are instants. */
  isDaily: boolean;
  onSelect?: (readingId: string) => void;
  height?: number;
}

export function VitalChart({ vital, label, points, limits, span, zone, isDaily, onSelect, height = 190 }: VitalChartProps) {
  const { instant, number } = useLocale();
  const { unit, decimals } = VITAL_FORMATS[vital];
  const ticks = ticksOf(points.flatMap((point) => (point.range ? [...point.range] : [point.value])), limits);
  const y: [number, number] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  // A little air on the right, so that the newest reading does not sit on the frame.
  const x: [number, number] = [span[0], span[1] + (span[1] - span[0]) * 0.02];
  const bands = bandsOf(limits, x, y);
  const shown = (at: number) => instant(new Date(at).toISOString(), isDaily ? 'UTC' : zone, isDaily ? 'date' : 'datetime');
  return (
    <div className="chart" style={{ height }}>
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 600, height }}>
        <ComposedChart data={points} margin={{ top: 6, right: 34, bottom: 0, left: 0 }} title={label}>
          {bands.map((band, index) => (
            <ReferenceArea key={index} x1={band.x1} x2={band.x2} y1={band.y1} y2={band.y2} ifOverflow="hidden" className={`band band-${band.tone}`} />
          ))}
          {spread(linesOf(limits, y), y, height - 36).map((line) => (
            <ReferenceLine key={line.value} y={line.value} className={`limit limit-${line.tone}`} label={{ value: number(line.value, decimals), position: 'right', dy: line.dy, className: `limit-label limit-label-${line.tone}` }} />
          ))}
          <CartesianGrid vertical={false} className="chart-grid" />
          <XAxis dataKey="at" type="number" scale="time" domain={x} ticks={dayTicks(span, isDaily ? 'UTC' : zone)} allowDataOverflow tickMargin={6}
            tickFormatter={(at: number) => instant(new Date(at).toISOString(), isDaily ? 'UTC' : zone, 'date').replace(/,?\s*\d{4}$/, '')} />
          <YAxis domain={y} width={48} allowDataOverflow ticks={ticks} interval={0} tickFormatter={(value: number) => number(value, decimals)}
            label={{ value: unit, angle: -90, position: 'insideLeft', className: 'chart-unit' }} />
          <Tooltip
            isAnimationActive={false}
            content={({ active, payload }) => {
              const point = (payload[0] as { payload?: ChartPoint } | undefined)?.payload;
              if (!active || !point) return null;
              return (
                <div className="chart-tip">
                  <strong className="digits">{number(point.value, decimals)} {unit}</strong>
                  {point.range ? <span className="digits">{number(point.range[0], decimals)}–{number(point.range[1], decimals)} {unit}, n = {point.n}</span> : null}
                  <span>{shown(point.at)}</span>
                </div>
              );
            }}
          />
          {isDaily ? <Area dataKey="range" type="linear" className="chart-range" isAnimationActive={false} activeDot={false} /> : null}
          <Line dataKey="value" type="linear" className="chart-line" isAnimationActive={false} activeDot={{ r: 5 }}
            dot={({ key, cx, cy, payload }: DotItemDotProps) => (
              <ChartDot key={key} cx={cx} cy={cy} payload={payload as ChartPoint} onSelect={onSelect} dense={points.length > 120} />
            )}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}
