/** One billed line: what it says, why, what holds it, what happened to it, and what may be done. */
import { FileCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCan, usePracticeZone } from '@/api/session/context';
import { Tag } from '@/components/ui/badges';
import { Button } from '@/components/ui/button';
import { Card, Facts } from '@/components/ui/card';
import { QueryView } from '@/components/ui/states';
import { Day } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { paths } from '@/config/paths';
import { useLocale } from '@/lib/use-locale';
import { useMoney } from '@/lib/use-money';
import { useEntry, useEntryPacket, type EntryDetail } from '../api/month';
import { EntryDialog, type EntryAct } from './entry-dialog';
import { EntryEvents, useReasonWord } from './entry-events';
import { toneOf } from './tone';

export function EntryView({ entryId }: { entryId: string }) {
  return <QueryView query={useEntry(entryId)}>{(entry) => <EntryScreen entry={entry} />}</QueryView>;
}

function EntryScreen({ entry }: { entry: EntryDetail }) {
  const { t } = useTranslation();
  const { money } = useMoney();
  const { number } = useLocale();
  const zone = usePracticeZone();
  const mayWrite = useCan('billing.write');
  const [act, setAct] = useState<EntryAct | null>(null);
  const say = useReasonWord();
  const packet = useEntryPacket(entry.id);
  return (
    <>
      <Card
        title={<>{entry.cpt_code}{entry.units > 1 ? ` × ${entry.units}` : ''} · <Link to={paths.patient(entry.patient_id, 'billing')}>{entry.patient_name}</Link></>}
        action={mayWrite ? (
          <span className="row-actions">
            <Button size="small" busy={packet.isPending} icon={<FileCheck size={14} aria-hidden="true" />} onPress={() => packet.mutate(undefined, { onSuccess: () => toast.success(t('entries.packetAsked')) })}>{t('packets.ask')}</Button>
            {entry.voided_at ? null : <><Button size="small" onPress={() => setAct({ kind: 'correct' })}>{t('entries.correct')}</Button><Button size="small" kind="danger" onPress={() => setAct({ kind: 'void' })}>{t('entries.void')}</Button></>}
          </span>
        ) : null}
      >
        <Facts
          items={[
            [t('entries.state'), entry.voided_at ? <Tag key="void" tone="warning">{t('entries.voided')}{entry.void_reason ? ` · ${say(entry.void_reason)}` : ''}</Tag> : <Tag key="state" tone={toneOf(entry.bucket)}>{t(`month.bucket.${entry.bucket}`)}</Tag>],
            [t('entries.day'), <Day key="day" date={entry.service_date} />],
            [t('entries.period'), <span key="period"><Day date={entry.period_start} /> – <Day date={entry.period_end} /></span>],
            [t('entries.amount'), `${entry.amount_is_estimate ? '~' : ''}${money(entry.amount)}`],
            [t('entries.minutes'), entry.duration_minutes ? number(entry.duration_minutes) : '—'],
            [t('entries.payer'), entry.payer || '—'],
            [t('entries.diagnoses'), entry.icd10_codes.join(', ') || '—'],
            [t('entries.rules'), `${entry.rule_set} · ${entry.rules_version.slice(0, 12)}`],
          ]}
        />
        {entry.missing.length ? <p className="notice notice-warning">{t('entries.missing', { what: entry.missing.map((one) => t(`entries.missingOf.${one}`)).join(', ') })}</p> : null}
        {entry.replaced_by ? <p><Link to={paths.billing(`entries/${entry.replaced_by}`)}>{t('entries.replacedBy')}</Link></p> : null}
        {entry.replaces ? <p><Link to={paths.billing(`entries/${entry.replaces}`)}>{t('entries.replaces')}</Link></p> : null}
      </Card>
      <Card title={t('entries.why')}>
        <ul>{entry.reasons.map((reason, index) => <li key={`${reason.key}-${index}`}>{reason.text}</li>)}</ul>
        <p className="small muted">{entry.source}</p>
        {entry.hold_reasons.map((hold) => (
          <p key={hold.key} className={`notice ${hold.is_released ? '' : 'notice-error'}`}>
            <span>{hold.is_released ? t('entries.released') : t('entries.held')} {hold.text}</span>
            {mayWrite && hold.is_releasable && !hold.is_released ? <Button size="small" onPress={() => setAct({ kind: 'release', hold: hold.key, text: hold.text })}>{t('entries.release')}</Button> : null}
          </p>
        ))}
        {entry.warnings.map((warning) => <p key={warning.key} className="notice notice-warning">{warning.text}</p>)}
      </Card>
      <Card title={t('entries.history')}>
        <EntryEvents events={entry.events} zone={zone} />
      </Card>
      {act ? <EntryDialog entryId={entry.id} act={act} onClose={() => setAct(null)} /> : null}
    </>
  );
}
