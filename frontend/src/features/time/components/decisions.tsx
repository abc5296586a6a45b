/** What waits for a second person, and what is held as impossible, over the whole practice. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Card } from '@/components/ui/card';
import { Pager } from '@/components/ui/pager';
import { EmptyState, QueryView } from '@/components/ui/states';
import { Table } from '@/components/ui/table';
import { paths } from '@/config/paths';
import { useNamedEntries } from '../api/entries';
import { EntryActs } from './entry-acts';
import { span, WhatCell, WhenCell } from './entry-cells';
import './time.css';

export function TimeDecisions({ kind, zone }: { kind: 'waiting' | 'held'; zone: string }) {
  const { t } = useTranslation();
  const [page, setPage] = useState(1);
  const query = useNamedEntries(kind, page);
  const title = t(kind === 'waiting' ? 'time.waitingTitle' : 'time.heldTitle');
  return (
    <Card title={title} flush>
      <QueryView query={query} isEmpty={(found) => found.count === 0} empty={<EmptyState title={t('time.nothingTitle')}>{t('time.nothingText')}</EmptyState>}>
        {(found) => (
          <>
            <Table
              caption={title} rows={found.results} rowKey={(row) => row.id}
              columns={[
                { key: 'patient', header: t('time.patient'), isRowHeader: true, cell: (row) => <Link to={paths.patient(row.patient_id, 'time')}>{row.patient_name}</Link> },
                { key: 'who', header: t('time.who'), cell: (row) => row.by ?? t('common.unknown') },
                { key: 'when', header: t('time.when'), cell: (row) => <WhenCell entry={row} zone={zone} /> },
                { key: 'what', header: t('time.what'), wide: true, cell: (row) => <WhatCell entry={row} /> },
                { key: 'long', header: t('time.long'), align: 'end', cell: (row) => row.is_withdrawal ? t('time.withdrawn') : span(row.seconds) },
                { key: 'was', header: t('time.was'), align: 'end', cell: (row) => span(row.original?.seconds) },
                { key: 'acts', header: t('common.actions'), cell: (row) => <EntryActs entry={row} /> },
              ]}
            />
            <Pager count={found.count} page={page} pageSize={20} onChange={setPage} />
          </>
        )}
      </QueryView>
    </Card>
  );
}
