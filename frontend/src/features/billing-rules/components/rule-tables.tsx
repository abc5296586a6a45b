/** What a set changed against the one before, and what each of its codes needs; every line with its source and how sure that is. */
import { useTranslation } from 'react-i18next';
import { Tag } from '@/components/ui/badges';
import { Card } from '@/components/ui/card';
import { Table } from '@/components/ui/table';
import type { RuleSet } from '../api/rules';
import { Mark } from './rule-set-head';
import { useRuleWords } from './use-rule-words';

export interface SetProps {
  set: RuleSet;
  /** Our own words of a code. */
  says: Record<string, string>;
}

export function ChangeTable({ set, says }: SetProps) {
  const { t } = useTranslation();
  const words = useRuleWords();
  if (!set.inherits) return <p className="muted">{t('rules.first')}</p>;
  if (set.changes.length === 0) return <p className="muted">{t('rules.unchanged', { set: set.inherits })}</p>;
  return (
    <Table
      caption={t('rules.changesAgainst', { set: set.inherits })} rows={set.changes} rowKey={(row) => `${row.program}-${row.code}`} dense
      columns={[
        { key: 'code', header: t('rules.code'), isRowHeader: true, cell: (row) => <><strong>{row.code}</strong><br /><span className="small muted">{says[row.code]}</span></> },
        { key: 'program', header: t('rules.program'), cell: (row) => words.program(row.program) },
        { key: 'change', header: t('rules.change'), cell: (row) => <Tag tone={row.change === 'gone' ? 'warning' : row.change === 'new' ? 'good' : 'strong'}>{t(`rules.changed.${row.change}`)}</Tag> },
        { key: 'before', header: t('rules.before'), cell: (row) => words.needs(row.before) },
        { key: 'now', header: t('rules.now'), cell: (row) => words.needs(row.now) },
        { key: 'why', header: t('rules.why'), cell: (row) => row.source },
        { key: 'mark', header: t('rules.mark'), cell: (row) => <Mark mark={row.mark} /> },
      ]}
    />
  );
}

export function ThresholdTables({ set, says }: SetProps) {
  const { t } = useTranslation();
  const words = useRuleWords();
  return (
    <>
      {Object.entries(set.programs).map(([name, thresholds]) => (
        <Card key={name} title={words.program(name)}>
          <Table
            caption={t('rules.needsOf', { program: words.program(name) })} rows={thresholds} rowKey={(row) => row.code} dense
            columns={[
              { key: 'code', header: t('rules.code'), isRowHeader: true, cell: (row) => <><strong>{row.code}</strong><br /><span className="small muted">{says[row.code]}</span></> },
              { key: 'kind', header: t('rules.kind'), cell: (row) => words.kind(row.kind) },
              { key: 'needs', header: t('rules.needs'), cell: (row) => words.needs(row.needs) },
              { key: 'source', header: t('rules.why'), cell: (row) => row.source },
              { key: 'mark', header: t('rules.mark'), cell: (row) => <Mark mark={row.mark} /> },
            ]}
          />
        </Card>
      ))}
    </>
  );
}
