/* What a run of the model says: how much, how long, where the time goes, each with how sure we
 * are. */
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import {
  stationStates,
  type ResultDocument,
  type StationResult,
  type StationState,
} from '../api/documents.ts';
import { fetchModelDocument, fetchRun, type ReadRun } from '../api/reading.ts';
import type { Estimate } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import type { PageProps } from '../app/routes.tsx';
import { Button } from '../kit/button.tsx';
import {
  formatEstimate,
  formatNumber,
  formatPercent,
  formatSpan,
  formatTime,
  spanUnit,
} from '../kit/format.ts';
import { Card, PlusMinus, Table } from '../kit/show.tsx';
import { Answer, Loading, Notice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { LineView } from './line-view.tsx';
import { rememberRun } from './last-run.ts';

const RunSpread = lazy(() => import('./run-spread.tsx'));
const RunCourse = lazy(() => import('./run-course.tsx'));

interface TileProps {
  name: string;
  value: Estimate;
  unit: string;
  factor?: number;
}

function Tile({ name, value, unit, factor = 1 }: TileProps): ReactNode {
  const [mean, halfWidth] = formatEstimate(value.mean / factor, value.half_width / factor);
  return (
    <div className="number-tile">
      <p className="number-name">{name}</p>
      <p className="number-value">
        {mean}
        <small>{unit}</small>{' '}
        <span className="half-width number">
          ±{halfWidth}
          {unit}
        </span>
      </p>
    </div>
  );
}

function Tiles({ result }: { result: ResultDocument }): ReactNode {
  const { t, language } = useWords();
  const lead = spanUnit(result.lead_median_seconds.mean, language);
  const late = spanUnit(result.lead_p90_seconds.mean, language);
  return (
    <section className="numbers" aria-label={t('run.numbers')}>
      <Tile
        name={t('run.throughput')}
        value={result.throughput_per_day}
        unit={t('unit.pieces_a_day')}
      />
      <Tile
        name={t('run.lead_median')}
        value={result.lead_median_seconds}
        factor={lead.factor}
        unit={lead.unit}
      />
      <Tile
        name={t('run.lead_p90')}
        value={result.lead_p90_seconds}
        factor={late.factor}
        unit={late.unit}
      />
      <Tile name={t('run.wip')} value={result.wip_orders} unit={t('unit.orders')} />
      {result.on_time && (
        <Tile name={t('run.on_time')} value={result.on_time} factor={0.01} unit="%" />
      )}
    </section>
  );
}

const shareOf = (station: StationResult, state: StationState): number =>
  station.states[state]?.mean ?? 0;

function Shares({ stations }: { stations: StationResult[] }): ReactNode {
  const { t, label } = useWords();
  const [asTable, setAsTable] = useState(false);
  const least = stations.reduce(
    (worst, station) => (shareOf(station, 'working') > shareOf(worst, 'working') ? station : worst),
    stations[0]!,
  );
  const shown = stationStates.filter((state) =>
    stations.some((station) => station.states[state] !== undefined),
  );
  return (
    <Card
      title={t('run.shares')}
      aside={
        <Button onPress={() => setAsTable(!asTable)}>
          {asTable ? t('chart.as_chart') : t('chart.as_table')}
        </Button>
      }
    >
      <p className="sentence">
        {t('run.shares.sentence', {
          station: least.name,
          share: formatPercent(shareOf(least, 'working')),
        })}
      </p>
      {asTable ? (
        <Table
          caption={t('run.shares')}
          isCaptionHidden
          rows={stations}
          rowKey={(station) => station.id}
          columns={[
            { head: t('model.station'), isRowHead: true, cell: (station) => station.name },
            ...shown.map((state) => ({
              head: label('station', state),
              align: 'right' as const,
              cell: (station: StationResult) => (
                <span className="number">
                  {formatPercent(shareOf(station, state), 1)}{' '}
                  <span className="half-width">
                    ±{formatNumber((station.states[state]?.half_width ?? 0) * 100, 1)}
                  </span>
                </span>
              ),
            })),
          ]}
        />
      ) : (
        <div className="shares">
          <ul className="legend">
            {shown.map((state) => (
              <li key={state}>
                <span className={`legend-box share-${state}`} aria-hidden="true" />
                {label('station', state)}
              </li>
            ))}
          </ul>
          <ul className="share-rows">
            {stations.map((station) => (
              <li key={station.id}>
                <span className="share-name">{station.name}</span>
                <span
                  className="share-bar"
                  role="img"
                  aria-label={shown
                    .map(
                      (state) =>
                        `${label('station', state)} ${formatPercent(shareOf(station, state))}`,
                    )
                    .join(', ')}
                >
                  {shown.map((state) => (
                    <span
                      key={state}
                      className={`share-part share-${state}`}
                      style={{ width: `${shareOf(station, state) * 100}%` }}
                    >
                      {shareOf(station, state) >= 0.07 && formatNumber(shareOf(station, state) * 100)}
                    </span>
                  ))}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Card>
  );
}

function Stations({ result }: { result: ResultDocument }): ReactNode {
  const { t, language } = useWords();
  return (
    <Card title={t('run.stations')}>
      <Table
        caption={t('run.stations')}
        isCaptionHidden
        rows={result.stations}
        rowKey={(station) => station.id}
        columns={[
          { head: t('model.station'), isRowHead: true, cell: (station) => station.name },
          {
            head: t('run.utilisation'),
            align: 'right',
            cell: (station) => <PlusMinus value={station.utilisation} factor={0.01} unit="%" />,
          },
          {
            head: t('run.queue'),
            align: 'right',
            cell: (station) => <PlusMinus value={station.queue} />,
          },
          {
            head: t('run.wait'),
            align: 'right',
            cell: (station) => formatSpan(station.wait_seconds.mean, language),
          },
          {
            head: t('run.visits'),
            align: 'right',
            cell: (station) => formatNumber(station.visits),
          },
        ]}
      />
    </Card>
  );
}

/* Holds the place of the charts until their chunk is there, so that nothing below moves. */
function SpreadRoom(): ReactNode {
  return (
    <div className="card spread-room">
      <Loading />
    </div>
  );
}

function RunView({ run }: { run: ReadRun }): ReactNode {
  const { result } = run;
  const { t, name, language } = useWords();
  const model = useQuery({
    queryKey: ['model-document', run.model_id],
    queryFn: ({ signal }) => fetchModelDocument(run.model_id, signal),
    staleTime: Infinity,
  });
  useEffect(() => rememberRun(run.model_id, run.id), [run.model_id, run.id]);
  const bottleneck = result.stations.find((station) => station.id === result.bottleneck?.station);
  const remark = result.remark ? name(result.remark) : '';
  return (
    <>
      <div className="page-head">
        <h1>{t('run.title')}</h1>
        <p>
          {t('run.how', { count: result.replications, seed: result.seed, engine: result.engine })} ·{' '}
          {formatTime(run.created_at, language)} ·{' '}
          <Link to={`/models/${run.model_id}`}>{t('run.back')}</Link>
        </p>
      </div>
      {bottleneck && result.bottleneck && (
        <p className="finding">
          {t('run.bottleneck', {
            station: bottleneck.name,
            share: formatPercent(bottleneck.utilisation.mean),
            certainty: formatPercent(result.bottleneck.certainty),
          })}
        </p>
      )}
      {(result.short || remark) && (
        <Notice kind="warn" title={result.short ? t('run.short') : t('run.remark')}>
          {remark && <p>{remark}</p>}
        </Notice>
      )}
      <Tiles result={result} />
      <p className="field-note">{t('run.sure', { count: result.replications })}</p>
      {model.data && <LineView model={model.data} result={result} />}
      <Shares stations={result.stations} />
      {result.course && (
        <Suspense fallback={<SpreadRoom />}>
          <RunCourse course={result.course} />
        </Suspense>
      )}
      <Suspense fallback={<SpreadRoom />}>
        <RunSpread result={result} />
      </Suspense>
      <Stations result={result} />
      <p>
        <Link to={`/models/${run.model_id}`} className="button button-primary">
          {t('run.to_advice')}
        </Link>
      </p>
    </>
  );
}

export function RunPage({ params }: PageProps): ReactNode {
  const id = Number(params.id);
  const query = useQuery({
    queryKey: ['run', id],
    queryFn: ({ signal }) => fetchRun(id, signal),
    staleTime: Infinity,
  });
  return <Answer query={query}>{(run) => <RunView run={run} />}</Answer>;
}
