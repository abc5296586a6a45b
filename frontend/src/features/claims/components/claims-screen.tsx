/** Claims of a month: build them, see what is wrong, put them into a file; below, the files and what came back. */
import { Download, FilePlus, PackagePlus, Settings2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useCan, usePracticeZone } from '@/api/session/context';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { TextInput } from '@/components/ui/fields';
import { Pager } from '@/components/ui/pager';
import { Problem } from '@/components/ui/problem';
import { saveBlob } from '@/components/ui/save-file';
import { SelectInput } from '@/components/ui/select';
import { EmptyState, QueryView } from '@/components/ui/states';
import { paths } from '@/config/paths';
import { dayInZone } from '@/lib/time';
import { useLocale } from '@/lib/use-locale';
import { useMakeBatch } from '../api/batches';
import { CLAIM_STATUSES, PAGE_SIZE, useBuildClaims, useClaims, useSuperbill } from '../api/claims';
import { BatchList } from './batch-list';
import { BuildResult } from './build-result';
import { ClaimTable } from './claim-table';
import { Refusal } from './refusal';
import './claims.css';

export function ClaimsScreen() {
  const { t } = useTranslation();
  const { number } = useLocale();
  const zone = usePracticeZone();
  const maySubmit = useCan('billing.submit');
  const mayWrite = useCan('billing.write');
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const [page, setPage] = useState(1);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const patientId = search.get('patient');
  const month = search.get('month') ?? (patientId ? '' : dayInZone(new Date(), zone).slice(0, 7));
  const status = CLAIM_STATUSES.find((one) => one === search.get('status'));
  const query = useClaims({ ...(month ? { month } : {}), ...(status ? { status } : {}), ...(patientId ? { patient_id: patientId } : {}) }, page);
  const [build, make, superbill] = [useBuildClaims(), useMakeBatch(), useSuperbill()];
  const change = (name: string, value: string) => {
    setSearch((before) => { before.set(name, value); return before; }, { replace: true });
    setPage(1);
    setPicked(new Set());
  };
  const toggle = (id: string) => setPicked((before) => new Set(before.has(id) ? [...before].filter((one) => one !== id) : [...before, id]));
  const batch = () => make.mutate([...picked], { onSuccess: ({ id }) => void navigate(paths.billing(`claims/batches/${id}`)) });
  return (
    <div className="stack">
      <div className="toolbar">
        <TextInput label={t('claims.month')} type="month" value={month} onChange={(value) => change('month', value)} />
        <SelectInput label={t('common.status')} value={status ?? 'all'} onChange={(value) => change('status', value)}
          options={[{ value: 'all', label: t('common.all') }, ...CLAIM_STATUSES.map((value) => ({ value, label: t(`claims.status.${value}`) }))]} />
        {maySubmit ? (
          <>
            <Button kind="primary" icon={<FilePlus size={16} aria-hidden="true" />} isDisabled={!month} busy={build.isPending} onPress={() => build.mutate(month)}>{t('claims.build')}</Button>
            <Button icon={<PackagePlus size={16} aria-hidden="true" />} busy={make.isPending} onPress={batch}>{picked.size ? t('claims.batchPicked', { count: picked.size, formatted: number(picked.size) }) : t('claims.batchAll')}</Button>
            <Button icon={<Download size={16} aria-hidden="true" />} isDisabled={!month} busy={superbill.isPending} onPress={() => superbill.mutate(month, { onSuccess: (blob) => saveBlob(`superbill-${month}.csv`, blob) })}>{t('claims.superbill')}</Button>
          </>
        ) : null}
        {mayWrite ? <Link className="btn btn-quiet btn-normal" to={paths.billing('setup')}><Settings2 size={16} aria-hidden="true" />{t('claims.setUp')}</Link> : null}
      </div>
      <Problem error={build.error ?? superbill.error} />
      {make.isError ? <Refusal error={make.error} /> : null}
      {build.data ? <BuildResult built={build.data} /> : null}
      <Card title={t('claims.title')} flush>
        <QueryView query={query} isEmpty={(data) => data.count === 0} empty={<EmptyState title={t('claims.noneTitle')}>{t('claims.noneText')}</EmptyState>}>
          {(data) => (
            <>
              <ClaimTable caption={t('claims.title')} claims={data.results} picking={maySubmit ? { picked, onToggle: toggle } : undefined} />
              <Pager page={page} pageSize={PAGE_SIZE} count={data.count} onChange={setPage} />
            </>
          )}
        </QueryView>
      </Card>
      <BatchList />
    </div>
  );
}
