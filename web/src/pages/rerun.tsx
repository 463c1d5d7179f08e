/* The applicant's plan made again from its own seed, model and rules: does every number come out? */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, at, Problem, taken } from '../api/client.ts';
import type { Rerun } from '../api/selection.ts';
import type { Application } from '../api/types.ts';
import { Button } from '../kit/button.tsx';
import { formatTime } from '../kit/format.ts';
import { Card } from '../kit/show.tsx';
import { Answer, Empty, Notice, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

const isUnderWay = (rerun: Rerun | undefined): boolean =>
  rerun?.state === 'queued' || rerun?.state === 'running';

interface Told {
  reason: string;
  ko: string;
  en: string;
  remedy_ko: string;
  remedy_en: string;
}

function Outcome({ rerun }: { rerun: Rerun }): ReactNode {
  const { t, pick, language } = useWords();
  if (rerun.state === 'same')
    return (
      <Notice kind="ok" title={t('sel.rerun.same')}>
        <p>{t('sel.rerun.same.what', { time: formatTime(rerun.ended_at, language) })}</p>
        <p className="fingerprint">
          <code>{rerun.plan_hash}</code>
        </p>
      </Notice>
    );
  if (rerun.state === 'failed') {
    const told = (rerun.problem ?? {}) as Partial<Told>;
    return (
      <ProblemNotice
        error={
          new Problem({
            title: pick(told.ko, told.en),
            remedy: pick(told.remedy_ko, told.remedy_en),
            reason: told.reason ?? '',
            status: 0,
          })
        }
      />
    );
  }
  if (!isUnderWay(rerun)) return null;
  return (
    <p role="status">
      <label>
        {pick(rerun.step_ko, rerun.step_en) || t('state.queued')}{' '}
        <progress value={rerun.progress} max={1} />
      </label>
    </p>
  );
}

export function RerunPanel({ application: { id, state } }: { application: Application }): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const key = ['rerun', id];
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      taken<Rerun>(api.GET('/api/applications/{id}/rerun', { params: at(id), signal })),
    refetchInterval: ({ state }) => (isUnderWay(state.data) ? 1000 : false),
  });
  const start = useMutation({
    mutationFn: () =>
      taken<Rerun>(
        api.POST('/api/applications/{id}/rerun', { params: at(id), body: {} }),
      ),
    onSuccess: (rerun) => client.setQueryData(key, rerun),
  });
  return (
    <Card title={t('sel.rerun.title')}>
      <p>{t('sel.rerun.why')}</p>
      <Answer query={query}>
        {(rerun) => (
          <>
            <Outcome rerun={rerun} />
            {start.error && <ProblemNotice error={start.error} />}
            {rerun.state === 'none' && state !== 'submitted' && (
              <Empty title={t('sel.rerun.never')} />
            )}
            {state === 'submitted' && (
              <Button
                onPress={() => start.mutate()}
                isPending={start.isPending || isUnderWay(rerun)}
              >
                {t(rerun.state === 'none' ? 'sel.rerun.go' : 'sel.rerun.again')}
              </Button>
            )}
          </>
        )}
      </Answer>
    </Card>
  );
}
