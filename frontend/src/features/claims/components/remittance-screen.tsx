/** One payment: its sum, which its postings come to, and claim by claim what was paid and what not, in plain words. */
import { CircleAlert, CircleCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { usePracticeZone } from '@/api/session/context';
import { BackLink } from '@/components/layouts/back-link';
import { Card, Facts } from '@/components/ui/card';
import { QueryView } from '@/components/ui/states';
import { Table } from '@/components/ui/table';
import { Day, Instant } from '@/components/ui/time';
import { paths } from '@/config/paths';
import { useLocale } from '@/lib/use-locale';
import { useRemittance, type RemittanceDetail } from '../api/remittances';
import { Amount } from './amount';
import { RemittanceClaimCard } from './remittance-claim';
import './claims.css';

export function RemittanceScreen({ remittanceId }: { remittanceId: string }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const zone = usePracticeZone();
  const query = useRemittance(remittanceId);
  return (
    <div className="stack">
      <BackLink to={paths.billing('remittances')} label={t('remittances.back')} />
      <QueryView query={query}>
        {(data) => (
          <>
            <Card title={t('remittances.one', { trace: data.trace })}>
              <Facts items={[
                [t('claims.payer'), data.payer_name], [t('remittances.paidOn'), <Day key="d" date={data.paid_on} />], [t('remittances.total'), <Amount key="t" of={data.total} />],
                [t('remittances.method'), data.method || '—'], [t('batches.claims'), number(data.claim_count)], [t('remittances.unmatched'), number(data.unmatched)],
                [t('remittances.posted'), <Instant key="p" at={data.posted_at} zone={zone} />],
              ]} />
            </Card>
            <Postings data={data} />
            {data.claims.map((claim) => <RemittanceClaimCard key={claim.id} claim={claim} />)}
          </>
        )}
      </QueryView>
    </div>
  );
}

/** Every posting and their sum beside the payment. Cents are added as whole numbers. */
function Postings({ data }: { data: RemittanceDetail }) {
  const { t } = useTranslation();
  const rows = [
    ...data.claims.map((one) => ({ id: one.id, what: one.patient_name || t('remittances.notOurs'), number: one.claim_number, claimId: one.claim_id, amount: one.paid })),
    ...data.provider_adjustments.map((one, index) => ({ id: `plb-${index}`, what: `${one.reason} ${one.text}`, number: one.reference, claimId: one.claim_id, amount: one.amount })),
  ];
  const sum = rows.reduce((cents, row) => cents + Math.round(row.amount * 100), 0);
  const isEven = sum === Math.round(data.total * 100);
  const total = { id: 'sum', what: t('remittances.sum'), number: '', claimId: null, amount: sum / 100 };
  return (
    <Card title={t('remittances.postings')} flush>
      <Table
        caption={t('remittances.postings')} rows={[...rows, total]} rowKey={(row) => row.id} dense
        columns={[
          { key: 'what', header: t('remittances.what'), isRowHeader: true, cell: (row) => (row === total ? <strong>{row.what}</strong> : row.what) },
          { key: 'claim', header: t('claims.number'), cell: (row) => (row.claimId ? <Link to={paths.billing(`claims/${row.claimId}`)}>{row.number}</Link> : row.number) },
          { key: 'amount', header: t('remittances.amount'), align: 'end', cell: (row) => (row === total ? <strong><Amount of={row.amount} /></strong> : <Amount of={row.amount} />) },
        ]}
      />
      <p className={`notice ${isEven ? 'notice-good' : 'notice-error'}`}>
        {isEven ? <CircleCheck size={16} aria-hidden="true" /> : <CircleAlert size={16} aria-hidden="true" />} {t(isEven ? 'remittances.even' : 'remittances.uneven')}
      </p>
    </Card>
  );
}
