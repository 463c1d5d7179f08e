/* The line as drawing or as table; a phone starts with the table, since a graph is unreadable
 * there. */
import { lazy, Suspense, useState, type ReactNode } from 'react';
import {
  flowsOf,
  stationName,
  type ModelDocument,
  type ModelStation,
  type ResultDocument,
} from '../api/documents.ts';
import { Button } from '../kit/button.tsx';
import { formatMeasure, formatPercent } from '../kit/format.ts';
import { Badge, Card, Table } from '../kit/show.tsx';
import { Loading } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

const LineDrawing = lazy(() => import('./line-drawing.tsx'));

interface LineViewProps {
  model: ModelDocument;
  result: ResultDocument | null;
}

function LineTable({ model, result }: LineViewProps): ReactNode {
  const { t } = useWords();
  const flows = flowsOf(model);
  const nameOf = (id: string | null): string =>
    id === null
      ? t('model.leaving')
      : stationName(model.stations.find((station) => station.id === id) ?? { id, machines: 1 });
  const next = (station: ModelStation): string => {
    const out = flows
      .filter((flow) => flow.from === station.id)
      .sort((a, b) => b.weight - a.weight);
    const names = out.slice(0, 3).map((flow) => nameOf(flow.to));
    return (
      names.join(', ') +
      (out.length > 3 ? ` ${t('model.and_more', { count: out.length - 3 })}` : '')
    );
  };
  const resultOf = (station: ModelStation) => result?.stations.find((one) => one.id === station.id);
  return (
    <Table
      caption={t('model.table')}
      isCaptionHidden
      rows={model.stations}
      rowKey={(station) => station.id}
      columns={[
        {
          head: t('model.station'),
          isRowHead: true,
          cell: (station) => (
            <>
              {stationName(station)}{' '}
              {result?.bottleneck?.station === station.id && (
                <Badge tone="warn">{t('model.bottleneck')}</Badge>
              )}
            </>
          ),
        },
        { head: t('model.machine_count'), align: 'right', cell: (station) => station.machines },
        ...(result
          ? [
              {
                head: t('run.utilisation'),
                align: 'right' as const,
                cell: (station: ModelStation) => {
                  const found = resultOf(station);
                  return found ? formatPercent(found.utilisation.mean, 1) : '—';
                },
              },
              {
                head: t('run.queue'),
                align: 'right' as const,
                cell: (station: ModelStation) => {
                  const found = resultOf(station);
                  return found ? formatMeasure(found.queue.mean) : '—';
                },
              },
            ]
          : []),
        { head: t('model.next'), cell: next },
      ]}
    />
  );
}

export function LineView({ model, result }: LineViewProps): ReactNode {
  const { t } = useWords();
  const [asTable, setAsTable] = useState(() => window.matchMedia('(max-width: 700px)').matches);
  return (
    <Card
      title={t('model.line')}
      aside={
        <Button onPress={() => setAsTable(!asTable)}>
          {asTable ? t('model.as_drawing') : t('model.as_table')}
        </Button>
      }
    >
      {result === null && <p className="field-note">{t('model.no_run_yet')}</p>}
      {asTable ? (
        <LineTable model={model} result={result} />
      ) : (
        <Suspense fallback={<Loading />}>
          <LineDrawing model={model} result={result} />
        </Suspense>
      )}
    </Card>
  );
}
