/** Loading a fee file: what it is, the file, and when it is refused every line with its reason. */
import { FileUp } from 'lucide-react';
import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { Button } from '@/components/ui/button';
import { CheckBox, TextInput } from '@/components/ui/fields';
import { Problem } from '@/components/ui/problem';
import { SelectInput } from '@/components/ui/select';
import { toast } from '@/components/ui/toast';
import { FEE_KINDS, useLoadFeeFile, usePayers, type FeeFileInput } from '../api/setup';

const OF_CMS = ['rvu', 'gpci', 'ptp', 'mue'];
const QUARTERS = ['1', '2', '3', '4'] as const;

export function FeeFileForm() {
  const { t } = useTranslation();
  const payers = usePayers();
  const load = useLoadFeeFile();
  const [kind, setKind] = useState<FeeFileInput['kind']>('rvu');
  const [year, setYear] = useState(() => String(new Date().getFullYear()));
  const [quarter, setQuarter] = useState<(typeof QUARTERS)[number] | null>(null);
  const [apm, setApm] = useState(false);
  const [payerId, setPayerId] = useState<string | null>(null);
  const [name, setName] = useState('');
  const ofCms = OF_CMS.includes(kind);
  const fields = load.isError ? toApiError(load.error).fields : {};
  const send = (list: FileList | null) => {
    const file = list?.item(0);
    if (!file) return;
    setName(file.name);
    load.mutate(
      { file, kind, year: ofCms ? Number(year) || null : null, quarter: ofCms && kind !== 'gpci' && quarter ? Number(quarter) : null, apm: kind === 'rvu' && apm, payer_id: kind === 'rates' ? payerId : null },
      { onSuccess: (loaded) => toast.success(t(loaded.duplicate ? 'feeFiles.duplicate' : 'feeFiles.done', { name: file.name })) },
    );
  };
  return (
    <div className="stack-sm">
      <div className="toolbar">
        <SelectInput label={t('feeFiles.what')} value={kind} onChange={(next) => { setKind(next); load.reset(); }} errors={fields.kind} options={FEE_KINDS.map((value) => ({ value, label: t(`feeFiles.kinds.${value}`) }))} />
        {ofCms ? <TextInput label={t('feeFiles.year')} inputMode="numeric" maxLength={4} value={year} onChange={setYear} errors={fields.year} /> : null}
        {ofCms && kind !== 'gpci' ? <SelectInput label={t('feeFiles.quarter')} value={quarter} onChange={setQuarter} errors={fields.quarter} options={QUARTERS.map((value) => ({ value, label: t('feeFiles.quarterOf', { quarter: value }) }))} /> : null}
        {kind === 'rvu' ? <CheckBox isSelected={apm} onChange={setApm}>{t('feeFiles.apm')}</CheckBox> : null}
        {kind === 'rates' ? <SelectInput label={t('billingSetup.payer')} value={payerId} onChange={setPayerId} errors={fields.payer_id} options={(payers.data?.results ?? []).map((payer) => ({ value: payer.id, label: payer.name }))} /> : null}
        <FileTrigger acceptedFileTypes={['.csv', '.txt', 'text/csv', 'text/plain']} onSelect={send}>
          <Button kind="primary" icon={<FileUp size={16} aria-hidden="true" />} busy={load.isPending}>{t('feeFiles.choose')}</Button>
        </FileTrigger>
      </div>
      <p className="small muted">{t(`feeFiles.hints.${kind}`)}</p>
      <Problem error={load.error} />
      {fields.file?.length ? (
        <div className="stack-sm" role="group" aria-label={t('feeFiles.refused', { name })}>
          <p><strong>{t('feeFiles.refused', { name })}</strong></p>
          <ul className="setup-refused">{fields.file.map((line) => <li key={line}>{line}</li>)}</ul>
        </div>
      ) : null}
      {load.data?.duplicate ? <p className="notice" role="status">{t('feeFiles.duplicate', { name })}</p> : null}
    </div>
  );
}
