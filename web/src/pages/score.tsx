/* Every number of a score with its rule; who signed it is told to those who may know. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, at, Problem, taken } from '../api/client.ts';
import type { Score, ScoreLine } from '../api/selection.ts';
import { Badge, Card, Table } from '../kit/show.tsx';
import { Answer, Empty } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

export function ScoreLines({ lines }: { lines: readonly ScoreLine[] }): ReactNode {
  const { t, name, basis, label } = useWords();
  const hasSigners = lines.some((line) => line.signer);
  return (
    <Table
      caption={t('sel.score.lines')}
      rows={lines.map((line, i) => ({ ...line, i }))}
      rowKey={(line) => line.i}
      columns={[
        {
          head: t('sel.score.what'),
          isRowHead: true,
          cell: (line) => (
            <>
              {name(line)} <small>{label('sel.line', line.kind)}</small>
            </>
          ),
        },
        {
          head: t('sel.score.points'),
          align: 'right',
          cell: (line) => (
            <span className="number">
              {line.shown} {line.left_out && <Badge tone="quiet">{t('sel.score.left_out')}</Badge>}
            </span>
          ),
        },
        ...(hasSigners
          ? [{ head: t('sel.score.signer'), cell: (line: ScoreLine) => line.signer ?? '—' }]
          : []),
        { head: t('programme.basis'), cell: basis },
      ]}
    />
  );
}

export function ScoreVerdict({ score }: { score: Score }): ReactNode {
  const { t, label } = useWords();
  const tone = !score.complete || score.passes === 'unknown' ? 'warn' : score.passes === 'yes' ? 'ok' : 'danger';
  return (
    <Badge tone={tone}>
      {score.complete ? label('sel.score', score.passes) : t('sel.score.incomplete')}
    </Badge>
  );
}

/* Nobody has judged it yet: a line of zeros would look like a judgement. */
const isUnscored = (score: Score): boolean => !score.complete && Number(score.total) === 0;

export function ScorePanel({ application }: { application: number }): ReactNode {
  const { t } = useWords();
  const query = useQuery({
    queryKey: ['score', application],
    queryFn: ({ signal }) =>
      taken<Score>(api.GET('/api/applications/{id}/score', { params: at(application), signal })),
  });
  const isEarly =
    query.error instanceof Problem && query.error.reason === 'selection.undecided';
  return (
    <Card title={t('sel.score.title')}>
      {isEarly ? (
        <Empty title={t('sel.score.early')} />
      ) : (
        <Answer query={query}>
          {(score) =>
            score.lines.length === 0 || isUnscored(score) ? (
              <Empty title={t('sel.score.none')} />
            ) : (
              <>
                <p className="verdict-line">
                  <ScoreVerdict score={score} />{' '}
                  {t('sel.score.total', { points: score.total })}
                </p>
                <ScoreLines lines={score.lines} />
              </>
            )
          }
        </Answer>
      )}
    </Card>
  );
}
