/** One stacked bar a group: paid, sent, pending, denied. The table beside it has the same numbers. */
import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { useTranslation } from 'react-i18next';
import { useMoney } from '@/lib/use-money';
import type { Revenue, RevenueRow } from '../api/revenue';
import { useGroupName } from './use-group-name';

const PARTS = ['paid', 'sent', 'pending', 'denied'] as const;

export function RevenueChart({ by, rows }: { by: Revenue['by']; rows: RevenueRow[] }) {
  const { t } = useTranslation();
  const { money, rounded } = useMoney();
  const nameOf = useGroupName();
  const data = rows.map((row) => ({ ...row, name: nameOf(row.key) }));
  return (
    <div className="report-chart">
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 700, height: 240 }}>
        <BarChart data={data} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} title={t('revenue.chart', { by: t(`revenue.groups.${by}`) })}>
          <CartesianGrid vertical={false} className="chart-grid" />
          <XAxis dataKey="name" tickMargin={6} />
          <YAxis width={64} tickFormatter={(value: number) => rounded(value)} />
          <Tooltip formatter={(value) => money(Number(value))} isAnimationActive={false} />
          <Legend />
          {PARTS.map((part) => <Bar key={part} dataKey={part} name={t(`revenue.columns.${part}`)} stackId="all" className={`bar-${part}`} fill={`var(--bar-${part})`} isAnimationActive={false} />)}
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
