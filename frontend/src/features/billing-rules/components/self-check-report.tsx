/** OIG's five patterns and the others over the practice's own rows: what was found, whom it concerns, and what was looked at. */
import { CircleCheck, OctagonAlert, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Tag } from '@/components/ui/badges';
import { Button } from '@/components/ui/button';
import { Card, Facts } from '@/components/ui/card';
import { QueryView } from '@/components/ui/states';
import { Table } from '@/components/ui/table';
import { Day } from '@/components/ui/time';
import { paths } from '@/config/paths';
import { useLocale } from '@/lib/use-locale';
import { useSelfCheck, type Finding, type SelfCheck } from '../api/rules';
import './rules.css';

const KINDS = [
  'ENROLMENT_SPIKE', 'NO_PRIOR_VISIT', 'SUPPLY_NEVER_MANAGED', 'SEVERAL_PRACTICES', 'SEVERAL_DEVICES', 'IDENTICAL_WORK', 'DAY_TOO_LONG', 'TWO_PLACES',
  'EXACT_TOTALS', 'IDENTICAL_STREAMS',
] as const;
const LOOKED_AT = ['patients', 'lines', 'time_entries'] as const;
const SHOWN = 12;

export function SelfCheckReport() {
  const query = useSelfCheck();
  return (
    <QueryView query={query}>
      {(check) => (
        <div className="stack">
          <Findings check={check} busy={query.isFetching} onAgain={() => void query.refetch()} />
          <LookedFor check={check} />
        </div>
      )}
    </QueryView>
  );
}

function Findings({ check, busy, onAgain }: { check: SelfCheck; busy: boolean; onAgain: () => void }) {
  const { t } = useTranslation();
  return (
    <Card title={t('selfCheck.title')} action={<Button size="small" busy={busy} onPress={onAgain}>{t('selfCheck.again')}</Button>}>
      <p className="small muted">{t('selfCheck.lead')} {t('selfCheck.asOf')} <Day date={check.today} />.</p>
      {check.findings.length === 0
        ? <p className="notice notice-good" role="status"><CircleCheck size={16} aria-hidden="true" /> <span>{t('selfCheck.nothing')}</span></p>
        : <ul className="findings">{check.findings.map((finding, index) => <FindingRow key={`${finding.key}-${index}`} finding={finding} />)}</ul>}
    </Card>
  );
}

function SeverityTag({ severity }: { severity: Finding['severity'] }) {
  const { t } = useTranslation();
  return <Tag tone={severity === 'hold' ? 'warning' : 'strong'}>{t(`selfCheck.severity.${severity}`)}</Tag>;
}

function FindingRow({ finding }: { finding: Finding }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const first = finding.subjects.slice(0, SHOWN);
  const rest = finding.subjects.slice(SHOWN);
  const unnamed = finding.subject_count - finding.subjects.length;
  const names = (subjects: Finding['subjects']) => (
    <ul className="finding-who">
      {subjects.map((one) => <li key={one.id}>{finding.concerns === 'patients' ? <Link to={paths.patient(one.id, 'billing')}>{one.name}</Link> : one.name}</li>)}
    </ul>
  );
  return (
    <li className="finding">
      {finding.severity === 'hold' ? <OctagonAlert size={20} aria-hidden="true" className="tone-text-critical" /> : <TriangleAlert size={20} aria-hidden="true" className="tone-text-warning" />}
      <div>
        <p><SeverityTag severity={finding.severity} /> <strong>{finding.text}</strong></p>
        <p className="small muted">{finding.source}</p>
        {first.length ? <><span className="small">{t(`selfCheck.concerns.${finding.concerns}`)}</span>{names(first)}</> : null}
        {rest.length ? <details><summary>{t('selfCheck.more', { formatted: number(rest.length) })}</summary>{names(rest)}</details> : null}
        {unnamed > 0 ? <p className="small muted">{t('selfCheck.others', { count: unnamed, formatted: number(unnamed) })}</p> : null}
      </div>
    </li>
  );
}

function LookedFor({ check }: { check: SelfCheck }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const found = new Set(check.findings.map((finding) => finding.key));
  const say = (key: string) => {
    const known = KINDS.find((one) => one === key);
    return known ? t(`selfCheck.kinds.${known}`) : key;
  };
  return (
    <Card title={t('selfCheck.lookedFor')}>
      <Facts items={LOOKED_AT.map((key) => [t(`selfCheck.lookedAt.${key}`), <span key={key} className="digits">{number(check.looked_at[key] ?? 0)}</span>])} />
      <Table
        caption={t('selfCheck.lookedFor')} rows={check.kinds} rowKey={(row) => row.key} dense
        columns={[
          { key: 'kind', header: t('selfCheck.pattern'), isRowHeader: true, cell: (row) => say(row.key) },
          { key: 'severity', header: t('selfCheck.does'), cell: (row) => <SeverityTag severity={row.severity} /> },
          { key: 'source', header: t('rules.why'), cell: (row) => row.source },
          { key: 'found', header: t('selfCheck.result'), cell: (row) => (found.has(row.key) ? <Tag tone="warning">{t('selfCheck.found')}</Tag> : <Tag tone="good">{t('selfCheck.notFound')}</Tag>) },
        ]}
      />
    </Card>
  );
}
