/** Who claims name: the billing, rendering and ordering providers. */
import { Pencil, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useColleagues } from '@/api/queries/colleagues';
import { useCan } from '@/api/session/context';
import { Tag } from '@/components/ui/badges';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState, QueryView } from '@/components/ui/states';
import { Table } from '@/components/ui/table';
import { useProviders, type Provider } from '../api/setup';
import { orNull } from './blank';
import { nameOfProvider } from './provider-name';
import { ProviderDialog } from './provider-dialog';

export function ProvidersCard() {
  const { t } = useTranslation();
  const query = useProviders();
  const mayWrite = useCan('billing.write');
  const { data: people = [] } = useColleagues({ enabled: useCan('user.read') });
  const nameOfMember = (row: Provider) => {
    const person = people.find((one) => one.membership_id === row.membership_id);
    if (person) return `${person.last_name}, ${person.first_name}`;
    return row.membership_id ? t('billingSetup.formerMember') : '—';
  };
  const [asked, setAsked] = useState<{ provider: Provider | null } | null>(null);
  return (
    <Card title={t('billingSetup.providers')} action={mayWrite ? <Button size="small" icon={<Plus size={14} aria-hidden="true" />} onPress={() => setAsked({ provider: null })}>{t('billingSetup.addProvider')}</Button> : null}>
      <p className="small muted">{t('billingSetup.providersLead')}</p>
      <QueryView query={query} isEmpty={(data) => data.results.length === 0} empty={<EmptyState title={t('billingSetup.noProviders')}>{t('billingSetup.noProvidersText')}</EmptyState>}>
        {(data) => (
          <Table
            caption={t('billingSetup.providers')} rows={data.results} rowKey={(row) => row.id} dense
            columns={[
              { key: 'name', header: t('common.name'), isRowHeader: true, cell: (row) => <>{nameOfProvider(row)} {row.is_active === false ? <Tag tone="warning">{t('billingSetup.retired')}</Tag> : null}</> },
              { key: 'kind', header: t('billingSetup.kind'), cell: (row) => t(`billingSetup.providerKinds.${row.kind}`) },
              { key: 'member', header: t('billingSetup.member'), cell: (row) => nameOfMember(row) },
              { key: 'npi', header: 'NPI', cell: (row) => <span className="mono">{row.npi}</span> },
              { key: 'taxonomy', header: t('billingSetup.taxonomy'), cell: (row) => <span className="mono">{orNull(row.taxonomy) ?? '—'}</span> },
              { key: 'address', header: t('billingSetup.address'), cell: (row) => [row.line1, row.city, [row.state, row.zip].filter(Boolean).join(' ')].filter(Boolean).join(', ') || '—' },
              { key: 'acts', header: t('common.actions'), cell: (row) => (mayWrite ? <Button size="small" icon={<Pencil size={14} aria-hidden="true" />} aria-label={t('billingSetup.changeOne', { name: nameOfProvider(row) })} onPress={() => setAsked({ provider: row })}>{t('common.edit')}</Button> : null) },
            ]}
          />
        )}
      </QueryView>
      {asked ? <ProviderDialog provider={asked.provider} onClose={() => setAsked(null)} /> : null}
    </Card>
  );
}
