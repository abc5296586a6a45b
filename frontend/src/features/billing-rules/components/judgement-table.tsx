/** Where the published rules leave room: the reading in force, what else is allowed, who differs; and every code in our own words. */
import { useTranslation } from 'react-i18next';
import { Table } from '@/components/ui/table';
import type { Judgement, Rules } from '../api/rules';
import { useRuleWords } from './use-rule-words';

export function JudgementTable({ rows }: { rows: Judgement[] }) {
  const { t } = useTranslation();
  const words = useRuleWords();
  return (
    <Table
      caption={t('rules.judgements')} rows={rows} rowKey={(row) => row.name} dense
      columns={[
        { key: 'clause', header: t('rules.clause'), cell: (row) => <span className="digits">{row.clause}</span> },
        { key: 'name', header: t('rules.judgement'), isRowHeader: true, cell: (row) => <><span className="mono small">{row.name}</span><br /><span className="small">{row.says}</span></> },
        { key: 'default', header: t('rules.inForce'), cell: (row) => words.value(row.default) },
        { key: 'allowed', header: t('rules.allowed'), cell: (row) => (row.allowed === null ? t('rules.anyOf') : words.value(row.allowed)) },
        { key: 'overrides', header: t('rules.overrides'), cell: (row) => Object.entries(row.overrides).map(([set, value]) => `${set}: ${words.value(value)}`).join('; ') || '—' },
      ]}
    />
  );
}

export function CodeTable({ rows }: { rows: Rules['codes'] }) {
  const { t } = useTranslation();
  const words = useRuleWords();
  return (
    <Table
      caption={t('rules.codes')} rows={rows} rowKey={(row) => row.code} dense
      columns={[
        { key: 'code', header: t('rules.code'), isRowHeader: true, cell: (row) => row.code },
        { key: 'program', header: t('rules.program'), cell: (row) => words.program(row.program) },
        { key: 'kind', header: t('rules.kind'), cell: (row) => words.kind(row.kind) },
        { key: 'says', header: t('rules.says'), cell: (row) => row.says },
      ]}
    />
  );
}
