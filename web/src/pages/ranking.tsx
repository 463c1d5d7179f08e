/* All applications of a programme by their exact scores; fixed by the officer with a fresh proof, and
 * made again from the stored sheets for whoever doubts it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, Problem, taken } from '../api/client.ts';
import type { FixedRanking, Rank } from '../api/selection.ts';
import type { Items, Programme } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import type { PageProps } from '../app/routes.tsx';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { formatTime } from '../kit/format.ts';
import { Card, Table } from '../kit/show.tsx';
import { Answer, Empty, Notice, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { ScoreLines, ScoreVerdict } from './score.tsx';

const at = (key: string) => ({ params: { path: { key } } });

function Fixed({ programme }: { programme: string }): ReactNode {
  const { t, language } = useWords();
  const { role } = useSession();
  const client = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const key = ['ranking-fixed', programme];
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      taken<FixedRanking>(
        api.GET('/api/programmes/{key}/ranking/recomputed', { ...at(programme), signal }),
      ),
  });
  const fix = useMutation({
    mutationFn: () =>
      taken<FixedRanking>(
        api.POST('/api/programmes/{key}/ranking', { ...at(programme), body: {} }),
      ),
    onSuccess: (fixed) => {
      client.setQueryData(key, fixed);
      setIsOpen(false);
    },
  });
  const isNone =
    query.error instanceof Problem && query.error.reason === 'selection.not_ranked' && !query.data;
  return (
    <Card title={t('sel.ranking.fixed')}>
      <p>{t('sel.ranking.fixed.why')}</p>
      {isNone ? (
        <Empty title={t('sel.ranking.not_fixed')} />
      ) : (
        <Answer query={query}>
          {(fixed) => (
            <>
              <Notice
                kind={fixed.same ? 'ok' : 'warn'}
                title={t(fixed.same ? 'sel.ranking.same' : 'sel.ranking.differs')}
              />
              <dl className="hashes">
                <dt>{t('sel.ranking.hash', { time: formatTime(fixed.at, language) })}</dt>
                <dd className="fingerprint">
                  <code>{fixed.hash}</code>
                </dd>
                <dt>{t('sel.ranking.hash_now')}</dt>
                <dd className="fingerprint">
                  <code>{fixed.again}</code>
                </dd>
              </dl>
            </>
          )}
        </Answer>
      )}
      <div className="actions">
        {role === 'operator_officer' && (
          <Button kind="primary" onPress={() => setIsOpen(true)}>
            {t('sel.ranking.fix')}
          </Button>
        )}
        {!isNone && (
          <Button onPress={() => void query.refetch()} isPending={query.isFetching}>
            {t('sel.ranking.recompute')}
          </Button>
        )}
      </div>
      {isOpen && (
        <Dialog title={t('sel.ranking.fix')} onClose={() => setIsOpen(false)}>
          <p>{t('sel.ranking.fix.what')}</p>
          {fix.error && <ProblemNotice error={fix.error} />}
          <div className="actions">
            <Button kind="primary" onPress={() => fix.mutate()} isPending={fix.isPending}>
              {t('sel.ranking.fix.go')}
            </Button>
            <Button onPress={() => setIsOpen(false)}>{t('common.cancel')}</Button>
          </div>
        </Dialog>
      )}
    </Card>
  );
}

export function RankingPage({ params }: PageProps): ReactNode {
  const { t, name } = useWords();
  const key = params.key ?? '';
  const [shown, setShown] = useState<number | null>(null);
  const programme = useQuery({
    queryKey: ['programme', key],
    queryFn: ({ signal }) =>
      taken<Programme>(api.GET('/api/programmes/{key}', { ...at(key), signal })),
  });
  const query = useQuery({
    queryKey: ['ranking', key],
    queryFn: ({ signal }) =>
      taken<Items<Rank>>(api.GET('/api/programmes/{key}/ranking', { ...at(key), signal })),
  });
  const chosen = query.data?.items.find((one) => one.application_id === shown);
  return (
    <>
      <div className="page-head">
        <h1>{t('sel.ranking.title')}</h1>
        <p>
          <Link to={`/programmes/${encodeURIComponent(key)}`}>
            {programme.data ? name(programme.data) : key}
          </Link>
        </p>
      </div>
      <Card title={t('sel.ranking.now')}>
        <Answer query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={t('sel.ranking.none')} />
            ) : (
              <Table
                caption={t('sel.ranking.now')}
                isCaptionHidden
                rows={items}
                rowKey={(one) => one.application_id}
                columns={[
                  { head: t('sel.ranking.rank'), align: 'right', cell: (one) => one.rank ?? '—' },
                  {
                    head: t('sel.ranking.region_rank'),
                    align: 'right',
                    cell: (one) => one.region_rank ?? '—',
                  },
                  {
                    head: t('case.adopter'),
                    isRowHead: true,
                    cell: (one) => (
                      <Link to={`/applications/${one.application_id}`}>{one.firm}</Link>
                    ),
                  },
                  { head: t('application.number'), cell: (one) => one.number },
                  { head: t('sel.ranking.region'), cell: (one) => one.region ?? '—' },
                  {
                    head: t('sel.score.points'),
                    align: 'right',
                    cell: (one) => (
                      <Button
                        kind="quiet"
                        onPress={() => setShown(one.application_id)}
                        aria-label={t('sel.ranking.show', { firm: one.firm, points: one.total })}
                      >
                        {one.total}
                      </Button>
                    ),
                  },
                  { head: t('sel.ranking.state'), cell: (one) => <ScoreVerdict score={one} /> },
                ]}
              />
            )
          }
        </Answer>
        {chosen && (
          <>
            <h3>{t('sel.ranking.of', { firm: chosen.firm })}</h3>
            <ScoreLines lines={chosen.lines} />
          </>
        )}
      </Card>
      <Fixed programme={key} />
    </>
  );
}
