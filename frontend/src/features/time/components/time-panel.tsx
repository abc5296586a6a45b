/** A patient's time of a month: totals, segments, late entries, corrections, and what a second person decides. */
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '@/api/session/context';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { CheckBox, TextInput } from '@/components/ui/fields';
import { EmptyState, QueryView } from '@/components/ui/states';
import { Table } from '@/components/ui/table';
import { toField } from '@/lib/local-time';
import { useMonth, type MonthEntry } from '../api/entries';
import { EntryActs } from './entry-acts';
import { EntryDialog } from './entry-dialog';
import { span, WhatCell, WhenCell } from './entry-cells';
import { MonthSummary } from './month-summary';
import { useTimer } from './timer-context';
import './time.css';

export function TimePanel({ patientId, zone }: { patientId: string; zone: string }) {
  const { t } = useTranslation();
  const [month, setMonth] = useState(() => toField(new Date(), zone).slice(0, 7));
  const [withPast, setWithPast] = useState(false);
  const [editing, setEditing] = useState<MonthEntry | 'new' | null>(null);
  const query = useMonth(patientId, month, withPast);
  const mayRecord = useCan('time.record');
  const activities = useTimer()?.shown.state?.activities ?? [];
  return (
    <div className="stack">
      <div className="time-tools">
        <TextInput label={t('time.month')} type="month" value={month} onChange={(value) => { if (/^\d{4}-\d{2}$/.test(value)) setMonth(value); }} />
        <CheckBox isSelected={withPast} onChange={setWithPast}>{t('time.withPast')}</CheckBox>
        {mayRecord ? <Button icon={<Plus size={16} aria-hidden="true" />} onPress={() => setEditing('new')}>{t('time.late')}</Button> : null}
      </div>
      <QueryView query={query}>
        {(found) => (
          <>
            <Card title={t('time.title')}><MonthSummary month={found} /></Card>
            <Card flush>
              {found.entries.length === 0 ? <EmptyState title={t('time.noneTitle')}>{t('time.noneText')}</EmptyState> : (
                <Table
                  caption={t('time.tableCaption')} rows={found.entries} rowKey={(row) => row.id}
                  columns={[
                    { key: 'when', header: t('time.when'), isRowHeader: true, cell: (row) => <WhenCell entry={row} zone={zone} /> },
                    { key: 'who', header: t('time.who'), cell: (row) => <>{row.by ?? t('common.unknown')}<div className="time-why">{row.profession ? t(`time.profession.${row.profession as 'rn'}`) : '—'}</div></> },
                    { key: 'what', header: t('time.what'), wide: true, cell: (row) => <WhatCell entry={row} /> },
                    { key: 'long', header: t('time.long'), align: 'end', cell: (row) => span(row.month_seconds ?? row.seconds) },
                    { key: 'counts', header: t('time.counts'), align: 'end', cell: (row) => span(row.counted_seconds) },
                    { key: 'acts', header: t('common.actions'), cell: (row) => <EntryActs entry={row} onEdit={() => setEditing(row)} /> },
                  ]}
                />
              )}
            </Card>
          </>
        )}
      </QueryView>
      {editing ? (
        <EntryDialog patientId={patientId} zone={zone} activities={activities} {...(editing === 'new' ? {} : { entry: editing })} onClose={() => setEditing(null)} />
      ) : null}
    </div>
  );
}
