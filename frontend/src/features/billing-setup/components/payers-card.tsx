/** The practice's payers: what each wants of a claim, and its plans. */
import { Pencil, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '@/api/session/context';
import { Tag } from '@/components/ui/badges';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState, QueryView } from '@/components/ui/states';
import { Table } from '@/components/ui/table';
import { useLocale } from '@/lib/use-locale';
import { usePayers, type Payer } from '../api/setup';
import { orNull } from './blank';
import { PayerDialog } from './payer-dialog';
import { PlansDialog } from './plans-dialog';

type Asked = { act: 'edit'; payer: Payer | null } | { act: 'plans'; payerId: string } | null;

export function PayersCard() {
  const { t } = useTranslation();
  const { number } = useLocale();
  const query = usePayers();
  const mayWrite = useCan('billing.write');
  const [asked, setAsked] = useState<Asked>(null);
  const close = () => setAsked(null);
  const withPlans = asked?.act === 'plans' ? query.data?.results.find((payer) => payer.id === asked.payerId) : undefined;
  return (
    <Card title={t('billingSetup.payers')} action={mayWrite ? <Button size="small" icon={<Plus size={14} aria-hidden="true" />} onPress={() => setAsked({ act: 'edit', payer: null })}>{t('billingSetup.addPayer')}</Button> : null}>
      <p className="small muted">{t('billingSetup.payersLead')}</p>
      <QueryView query={query} isEmpty={(data) => data.results.length === 0} empty={<EmptyState title={t('billingSetup.noPayers')}>{t('billingSetup.noPayersText')}</EmptyState>}>
        {(data) => (
          <Table
            caption={t('billingSetup.payers')} rows={data.results} rowKey={(row) => row.id} dense
            columns={[
              { key: 'name', header: t('common.name'), isRowHeader: true, cell: (row) => <>{row.name} {row.is_active === false ? <Tag tone="warning">{t('billingSetup.retired')}</Tag> : null}</> },
              { key: 'kind', header: t('billingSetup.kind'), cell: (row) => t(`billingSetup.payerKinds.${row.kind}`) },
              { key: 'code', header: t('billingSetup.payerCode'), cell: (row) => <span className="mono">{orNull(row.payer_code) ?? '—'}</span> },
              { key: 'rules', header: t('billingSetup.rulesOf'), cell: (row) => (row.rule_payer ?? '').toUpperCase() },
              { key: 'wants', header: t('billingSetup.wants'), cell: (row) => [row.takes_frequency_codes ? t('billingSetup.replacements') : null, row.wants_ordering_npi ? t('billingSetup.orderingNpi') : null].filter(Boolean).join(', ') || '—' },
              { key: 'days', header: t('billingSetup.filing'), align: 'end', cell: (row) => t('billingSetup.days', { count: row.timely_filing_days ?? 0, formatted: number(row.timely_filing_days ?? 0) }) },
              { key: 'plans', header: t('billingSetup.plans'), cell: (row) => row.plans.filter((plan) => plan.is_active).map((plan) => plan.name).join(', ') || '—' },
              {
                key: 'acts', header: t('common.actions'), cell: (row) => (mayWrite ? (
                  <span className="setup-acts">
                    <Button size="small" icon={<Pencil size={14} aria-hidden="true" />} aria-label={t('billingSetup.changeOne', { name: row.name })} onPress={() => setAsked({ act: 'edit', payer: row })}>{t('common.edit')}</Button>
                    <Button size="small" aria-label={t('billingSetup.plansOf', { name: row.name })} onPress={() => setAsked({ act: 'plans', payerId: row.id })}>{t('billingSetup.plans')}</Button>
                  </span>
                ) : null),
              },
            ]}
          />
        )}
      </QueryView>
      {asked?.act === 'edit' ? <PayerDialog payer={asked.payer} onClose={close} /> : null}
      {withPlans ? <PlansDialog payer={withPlans} onClose={close} /> : null}
    </Card>
  );
}
