/* The account's ways back in and out: codes on paper, leaving the post, and the log of what was
 * done to it. */
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, done, taken } from '../api/client.ts';
import type { Account, AccountLogEntry, BackupCodes, Items } from '../api/types.ts';
import { navigate } from '../app/router.tsx';
import { useSessionState } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { formatTime } from '../kit/format.ts';
import { Card, Table } from '../kit/show.tsx';
import { ShownOnce } from '../kit/shown-once.tsx';
import { Empty, Loading, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

export function Codes({ account }: { account: Account }): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const make = useMutation({
    mutationFn: () => taken<BackupCodes>(api.POST('/api/account/backup-codes', { body: {} })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['account'] });
      void client.invalidateQueries({ queryKey: ['account-log'] });
    },
  });
  return (
    <Card title={t('codes.title')}>
      <p>{t('codes.why')}</p>
      {account.totp_enabled ? (
        <>
          <p>
            <b>
              {account.backup_codes > 0
                ? t('codes.left', { count: account.backup_codes })
                : t('codes.none')}
            </b>
          </p>
          {make.data && (
            <ShownOnce
              title={t('codes.made', { login: account.login })}
              values={make.data.codes}
              isForPaper
            />
          )}
          {make.error && <ProblemNotice error={make.error} />}
          <Button onPress={() => make.mutate()} isPending={make.isPending}>
            {t(account.backup_codes > 0 ? 'codes.again' : 'codes.make')}
          </Button>
        </>
      ) : (
        <p>{t('codes.first')}</p>
      )}
    </Card>
  );
}

export function Leave({ account }: { account: Account }): ReactNode {
  const { t } = useWords();
  const { signOut } = useSessionState();
  const [asks, setAsks] = useState(false);
  const leave = useMutation({
    mutationFn: async () => {
      await done(api.POST('/api/account/leave', { body: {} }));
      await signOut();
    },
    onSuccess: () => navigate('/'),
  });
  return (
    <Card title={t('leave.title')}>
      <p>{t('leave.why')}</p>
      <Button kind="danger" onPress={() => setAsks(true)}>
        {t('leave.go')}
      </Button>
      {asks && (
        <Dialog title={t('leave.title')} onClose={() => setAsks(false)}>
          <p>{t('leave.sure', { organisation: account.organisation, post: account.post })}</p>
          {leave.error && <ProblemNotice error={leave.error} />}
          <div className="actions">
            <Button kind="danger" onPress={() => leave.mutate()} isPending={leave.isPending}>
              {t('leave.go')}
            </Button>
            <Button onPress={() => setAsks(false)}>{t('common.cancel')}</Button>
          </div>
        </Dialog>
      )}
    </Card>
  );
}

const atOnce = 20;

export function AccountLog(): ReactNode {
  const { t, label, language } = useWords();
  const query = useInfiniteQuery({
    queryKey: ['account-log'],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      taken<Items<AccountLogEntry>>(
        api.GET('/api/account-log', {
          params: { query: { limit: atOnce, ...(pageParam > 0 && { before: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: ({ items }) => (items.length < atOnce ? null : items.at(-1)!.id),
  });
  const entries = query.data?.pages.flatMap((page) => page.items);
  const by = (entry: AccountLogEntry): string =>
    [entry.actor, entry.actor_organisation].filter(Boolean).join(' · ') ||
    t(entry.event.startsWith('device.') ? 'trail.by_device' : 'trail.by_console');
  return (
    <Card title={t('trail.title')}>
      <p>{t('trail.why')}</p>
      {query.error && (
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
      )}
      {!entries && !query.error && <Loading />}
      {entries?.length === 0 && <Empty title={t('trail.none')} />}
      {entries && entries.length > 0 && (
        <Table
          caption={t('trail.title')}
          isCaptionHidden
          rows={entries}
          rowKey={(entry) => entry.id}
          columns={[
            { head: t('trail.at'), cell: (entry) => formatTime(entry.at, language) },
            {
              head: t('trail.event'),
              isRowHead: true,
              cell: (entry) => label('trail', entry.event),
            },
            { head: t('trail.note'), cell: (entry) => label('lost', entry.note) || '—' },
            { head: t('trail.person'), cell: (entry) => entry.person ?? entry.organisation },
            { head: t('trail.by'), cell: by },
          ]}
        />
      )}
      {query.hasNextPage && (
        <Button
          onPress={() => void query.fetchNextPage()}
          isPending={query.isFetchingNextPage}
        >
          {t('common.more')}
        </Button>
      )}
    </Card>
  );
}
