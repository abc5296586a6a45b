/** One claim: what it says, what is wrong, what the payer decided, and what can be done with it. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCan, usePracticeZone } from '@/api/session/context';
import { BackLink } from '@/components/layouts/back-link';
import { Card, Facts } from '@/components/ui/card';
import { QueryView } from '@/components/ui/states';
import { Table, type Column } from '@/components/ui/table';
import { Day, Instant } from '@/components/ui/time';
import { paths } from '@/config/paths';
import { useClaim, VOID_REASONS, type ClaimDetail, type ClaimLine } from '../api/claims';
import { useClaimDecisions, type LineDecided } from '../api/remittances';
import { Amount } from './amount';
import { AppealButton } from './appeal-dialog';
import { ClaimActs } from './claim-acts';
import { ClaimStatusTag, OutcomeTag } from './claim-status';
import { LineDecisions } from './line-decisions';
import { PayerWords, ProblemList } from './problem-list';
import './claims.css';

export function ClaimScreen({ claimId }: { claimId: string }) {
  const { t } = useTranslation();
  const query = useClaim(claimId);
  return (
    <div className="stack">
      <BackLink to={paths.billing('claims')} label={t('claims.back')} />
      <QueryView query={query}>{(claim) => <ClaimView claim={claim} />}</QueryView>
    </div>
  );
}

function ClaimView({ claim }: { claim: ClaimDetail }) {
  const { t } = useTranslation();
  const zone = usePracticeZone();
  const link = (id: string | null) => (id ? <Link to={paths.billing(`claims/${id}`)}>{t('claims.open')}</Link> : '—');
  const voidWord = (reason: string) => {
    const known = VOID_REASONS.find((one) => one === reason);
    return known ? t(`claims.voidReasons.${known}`) : reason.replaceAll('_', ' ');
  };
  const decided = claim.lines.filter((line) => line.outcome);
  const decisions = useClaimDecisions(claim.id, decided.length > 0);
  return (
    <>
      <Card title={t('claims.one', { number: claim.number })}>
        <Facts items={[
          [t('common.status'), <ClaimStatusTag key="s" status={claim.status} />], [t('claims.since'), <Instant key="i" at={claim.status_at} zone={zone} />],
          [t('claims.patient'), <Link key="p" to={paths.patient(claim.patient_id, 'billing')}>{claim.patient_name}</Link>], [t('claims.payer'), claim.payer || '—'],
          [t('claims.serviceDate'), <Day key="d" date={claim.service_date} />], [t('claims.total'), <Amount key="t" of={claim.total} />], [t('claims.paid'), <Amount key="a" of={claim.paid} />],
          [t('claims.patientShare'), <Amount key="h" of={claim.patient_share} />], [t('claims.payerClaim'), claim.payer_claim || '—'],
          [t('claims.batch'), claim.batch_id ? <Link key="b" to={paths.billing(`claims/batches/${claim.batch_id}`)}>{claim.batch}</Link> : '—'],
          ...(claim.frequency === '8' ? [[t('claims.voids'), claim.void_reason ? voidWord(claim.void_reason) : t('common.yes')] as [string, string]] : []), [t('claims.corrects'), link(claim.corrects_id)], [t('claims.correctedBy'), link(claim.corrected_by_id)],
        ]} />
        <ClaimActs claim={claim} />
      </Card>
      {claim.problems.length > 0 ? <Card title={t('claims.problems')}><ProblemList claim={claim} /></Card> : null}
      {claim.payer_statuses.length > 0 ? <Card title={t('claims.said')}><PayerWords claim={claim} /></Card> : null}
      <LineTable lines={claim.lines} decisions={decisions.data} />
      {decided.length > 0 ? <QueryView query={decisions}>{(said) => decided.map((line) => <LineDecisions key={line.id} line={line} decided={said.get(line.id)} />)}</QueryView> : null}
    </>
  );
}

function LineTable({ lines, decisions }: { lines: ClaimLine[]; decisions: Map<string, LineDecided> | undefined }) {
  const { t } = useTranslation();
  const maySubmit = useCan('billing.submit');
  const columns: Column<ClaimLine>[] = [
    { key: 'code', header: t('claims.code'), isRowHeader: true, cell: (row) => <Link to={paths.billing(`entries/${row.entry_id}`)}>{[row.cpt_code, ...row.modifiers].join(' ')}</Link> },
    { key: 'date', header: t('claims.serviceDate'), cell: (row) => <Day date={row.service_date} /> },
    { key: 'units', header: t('claims.units'), align: 'end', cell: (row) => row.units },
    { key: 'charge', header: t('claims.charge'), align: 'end', cell: (row) => <Amount of={row.charge} /> },
    { key: 'paid', header: t('claims.paid'), align: 'end', cell: (row) => <Amount of={row.paid} /> },
    { key: 'share', header: t('claims.patientShare'), align: 'end', cell: (row) => <Amount of={row.patient_share} /> },
    { key: 'outcome', header: t('claims.decision'), cell: (row) => <OutcomeTag outcome={row.outcome} /> },
    { key: 'control', header: t('claims.control'), cell: (row) => <span className="mono small">{row.control}</span> },
    { key: 'act', header: <span className="visually-hidden">{t('common.actions')}</span>, align: 'end', cell: (row) => (maySubmit && ['denied', 'part'].includes(row.outcome) ? <AppealButton lineId={row.id} decided={decisions?.get(row.id)} /> : null) },
  ];
  return <Card title={t('claims.lines')} flush><Table caption={t('claims.lines')} columns={columns} rows={lines} rowKey={(row) => row.id} dense /></Card>;
}
