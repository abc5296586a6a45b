/** The rule browser: one set at a time with its state and sources, what it changed and why, what each code needs; then judgements and codes. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '@/components/ui/card';
import { SelectInput } from '@/components/ui/select';
import { EmptyState, QueryView } from '@/components/ui/states';
import { useRules, type Rules, type RuleSet } from '../api/rules';
import { CodeTable, JudgementTable } from './judgement-table';
import { ChangeTable, ThresholdTables } from './rule-tables';
import { RuleSetHead } from './rule-set-head';
import './rules.css';

export function RuleBrowser() {
  const { t } = useTranslation();
  const query = useRules();
  return (
    <QueryView query={query} isEmpty={(data) => data.rule_sets.length === 0} empty={<EmptyState title={t('rules.none')} />}>
      {(rules) => <Browser rules={rules} />}
    </QueryView>
  );
}

/** The set of the newest confirmed year that changed something: what a biller opens this page for. */
function pickFirst(sets: RuleSet[]): RuleSet | undefined {
  return [...sets].reverse().find((set) => set.confirmed && set.changes.length > 0) ?? sets[0];
}

function Browser({ rules }: { rules: Rules }) {
  const { t } = useTranslation();
  const [id, setId] = useState(() => pickFirst(rules.rule_sets)?.id ?? '');
  const chosen = rules.rule_sets.find((set) => set.id === id);
  const says = Object.fromEntries(rules.codes.map((code) => [code.code, code.says]));
  return (
    <div className="stack">
      <div className="toolbar">
        <SelectInput label={t('rules.set')} value={id} onChange={setId} options={rules.rule_sets.map((set) => ({ value: set.id, label: `${set.payer.toUpperCase()} · ${set.title}` }))} />
      </div>
      {chosen ? (
        <>
          <RuleSetHead set={chosen} />
          <Card title={chosen.inherits ? t('rules.changesAgainst', { set: chosen.inherits }) : t('rules.changes')}><ChangeTable set={chosen} says={says} /></Card>
          <ThresholdTables set={chosen} says={says} />
        </>
      ) : null}
      <Card title={t('rules.judgements')}>
        <p className="small muted">{t('rules.judgementsLead')}</p>
        <JudgementTable rows={rules.judgements} />
      </Card>
      <Card title={t('rules.codes')}>
        <p className="small muted">{t('rules.codesLead')}</p>
        <CodeTable rows={rules.codes} />
      </Card>
      <p className="small muted">{t('patientBilling.rules', { version: rules.rules_version.slice(0, 12) })}</p>
    </div>
  );
}
