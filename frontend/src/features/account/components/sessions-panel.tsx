/** Where one is signed in, and the way to end each session or all of them. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keys } from '@/api/keys';
import { usePracticeZone, useSession } from '@/api/session/context';
import type { SessionRow } from '@/api/types';
import { Tag } from '@/components/ui/badges';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { Problem } from '@/components/ui/problem';
import { EmptyState, QueryView } from '@/components/ui/states';
import { Table, type Column } from '@/components/ui/table';
import { Ago, Instant } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { browserName } from '@/lib/browser-name';
import { endSession, listSessions } from '../api/sessions';

export function SessionsPanel() {
  const { t } = useTranslation();
  const zone = usePracticeZone();
  const client = useQueryClient();
  const queryKey = [...keys.account, 'sessions'];
  const query = useQuery({ queryKey, queryFn: listSessions });
  const end = useMutation({ mutationFn: endSession, onSuccess: () => { toast.success(t('account.ended')); return client.invalidateQueries({ queryKey }); } });
  const [endingAll, setEndingAll] = useState(false);
  const columns: Column<SessionRow>[] = [
    { key: 'device', header: t('account.device'), isRowHeader: true, cell: (row) => <>{browserName(row.device_label || row.client)} {row.current ? <Tag tone="strong">{t('account.thisSession')}</Tag> : null}</> },
    { key: 'address', header: t('account.address'), cell: (row) => row.address ?? '—' },
    { key: 'seen', header: t('account.lastSeen'), cell: (row) => <Ago at={row.last_used_at} zone={zone} /> },
    { key: 'start', header: t('account.started'), cell: (row) => <Instant at={row.created_at} zone={zone} /> },
    {
      key: 'end', header: <span className="visually-hidden">{t('common.actions')}</span>, align: 'end',
      cell: (row) => row.current ? null : <Button size="small" busy={end.isPending && end.variables === row.id} onPress={() => end.mutate(row.id)}>{t('account.end')}</Button>,
    },
  ];
  return (
    <Card title={t('account.sessions')} flush action={<Button size="small" kind="danger" onPress={() => setEndingAll(true)}>{t('account.endAll')}</Button>}>
      <Problem error={end.error} />
      <QueryView query={query} isEmpty={(data) => data.results.length === 0} empty={<EmptyState title={t('account.noSessions')} />}>
        {(data) => (
          <>
            <Table caption={t('account.sessions')} columns={columns} rows={data.results} rowKey={(row) => row.id} />
            {endingAll ? <EndAllDialog sessions={data.results} onClose={() => setEndingAll(false)} /> : null}
          </>
        )}
      </QueryView>
    </Card>
  );
}

function EndAllDialog({ sessions, onClose }: { sessions: SessionRow[]; onClose: () => void }) {
  const { t } = useTranslation();
  const { signOut } = useSession();
  const all = useMutation({
    mutationFn: async () => {
      await Promise.all(sessions.filter((row) => !row.current).map((row) => endSession(row.id)));
      await signOut();
    },
  });
  return (
    <Dialog title={t('account.endAll')} isOpen onClose={onClose} width="narrow">
      <p>{t('account.endAllText')}</p>
      <Problem error={all.error} />
      <DialogActions>
        <Button onPress={onClose}>{t('common.cancel')}</Button>
        <Button kind="danger" busy={all.isPending} onPress={() => all.mutate()}>{t('account.endAll')}</Button>
      </DialogActions>
    </Dialog>
  );
}
