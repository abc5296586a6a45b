/** What a rule set is: whose, for which dates of service, confirmed or held and why, and where it is written. */
import { CircleCheck, OctagonAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Tag } from '@/components/ui/badges';
import { Card, Facts } from '@/components/ui/card';
import type { RuleSet } from '../api/rules';
import { useRuleWords } from './use-rule-words';

export function RuleSetHead({ set }: { set: RuleSet }) {
  const { t } = useTranslation();
  const words = useRuleWords();
  return (
    <Card title={set.title}>
      {set.confirmed && !set.hold_reason
        ? <p className="notice notice-good"><CircleCheck size={16} aria-hidden="true" /> <span>{t('rules.confirmed')}</span></p>
        : <p className="notice notice-warning"><OctagonAlert size={16} aria-hidden="true" /> <span>{t(set.confirmed ? 'rules.held' : 'rules.unconfirmed')} {set.hold_reason}</span></p>}
      <Facts
        items={[
          [t('rules.id'), <span key="id" className="mono">{set.id}</span>],
          [t('rules.payer'), set.payer.toUpperCase()],
          [t('rules.dates'), words.span(set.valid_from, set.valid_to)],
          [t('rules.inherits'), set.inherits ?? t('common.none')],
          [t('rules.diagnoses'), set.covered_diagnoses === null ? t('rules.allDiagnoses') : set.covered_diagnoses.length ? set.covered_diagnoses.join(', ') : t('rules.noDiagnosis')],
          [t('rules.sources'), <ul key="sources" className="rule-sources">{set.sources.map((source) => <li key={source}>{source}</li>)}</ul>],
        ]}
      />
    </Card>
  );
}

/** How sure a source is, letter and words together. */
export function Mark({ mark }: { mark: string }) {
  const words = useRuleWords();
  return <Tag tone={mark === 'A' ? 'good' : mark === 'C' ? 'warning' : 'plain'}>{mark} · {words.mark(mark)}</Tag>;
}
