/** One claim of a payment, line by line: charge, every adjustment in words, what was paid. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Tag } from '@/components/ui/badges';
import { Card } from '@/components/ui/card';
import { Table, type Column } from '@/components/ui/table';
import { Day } from '@/components/ui/time';
import { paths } from '@/config/paths';
import type { RemittanceClaim, RemittanceLine } from '../api/remittances';
import { AdjustmentList, RemarkList } from './adjustment-list';
import { Amount } from './amount';
import { OutcomeTag } from './claim-status';

/** CLP02, as far as payers of these claims use it. */
const STATUSES = ['1', '2', '3', '4', '19', '20', '21', '22', '23', '25'] as const;

export function RemittanceClaimCard({ claim }: { claim: RemittanceClaim }) {
  const { t } = useTranslation();
  const known = STATUSES.find((one) => one === claim.status);
  const title = t('claims.one', { number: claim.claim_number });
  const columns: Column<RemittanceLine>[] = [
    { key: 'code', header: t('claims.code'), isRowHeader: true, cell: (row) => row.cpt_code },
    { key: 'date', header: t('claims.serviceDate'), cell: (row) => <Day date={row.service_date} /> },
    { key: 'charge', header: t('claims.charge'), align: 'end', cell: (row) => <Amount of={row.charge} /> },
    { key: 'adjustments', header: t('remittances.adjustments'), cell: (row) => <><AdjustmentList rows={row.adjustments} /><RemarkList rows={row.remarks} /></> },
    { key: 'paid', header: t('claims.paid'), align: 'end', cell: (row) => <Amount of={row.paid} /> },
    { key: 'outcome', header: t('claims.decision'), cell: (row) => (row.claim_line_id ? <OutcomeTag outcome={row.outcome} /> : <Tag tone="warning">{t('remittances.notOurs')}</Tag>) },
  ];
  return (
    <Card title={claim.claim_id ? <Link to={paths.billing(`claims/${claim.claim_id}`)}>{title}</Link> : title} action={claim.is_reversal ? <Tag tone="warning">{t('remittances.reversal')}</Tag> : null}>
      <p>
        {claim.patient_id ? <Link to={paths.patient(claim.patient_id, 'billing')}>{claim.patient_name}</Link> : t('remittances.notOurs')}{' · '}
        {known ? t(`remittances.clp.${known}`) : claim.status}{' · '}{t('claims.payerClaim')}: {claim.payer_claim || '—'}
      </p>
      <p className="small">
        {t('claims.charge')} <Amount of={claim.charge} /> · {t('claims.paid')} <Amount of={claim.paid} /> · {t('claims.patientShare')} <Amount of={claim.patient_share} />
      </p>
      {claim.adjustments.length + claim.remarks.length > 0 ? <><AdjustmentList rows={claim.adjustments} /><RemarkList rows={claim.remarks} /></> : null}
      {claim.lines.length ? <Table caption={t('remittances.linesOf', { number: claim.claim_number })} columns={columns} rows={claim.lines} rowKey={(row) => row.id} dense /> : null}
    </Card>
  );
}
