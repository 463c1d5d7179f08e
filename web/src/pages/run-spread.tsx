/* How far the repetitions of a run lie apart: each a dot, the estimate and its interval behind
 * them. */
import { useState, type ReactNode } from 'react';
import type { ResultDocument } from '../api/documents.ts';
import type { Estimate } from '../api/types.ts';
import { Button } from '../kit/button.tsx';
import { formatEstimate, formatMeasure, formatNumber, spanUnit } from '../kit/format.ts';
import { Plot } from '../kit/plot.tsx';
import { Card, Table } from '../kit/show.tsx';
import { useWords } from '../words/words.tsx';

interface SpreadProps {
  name: string;
  unit: string;
  factor: number;
  estimate: Estimate;
  values: readonly number[];
}

function Spread({ name, unit, factor, estimate, values }: SpreadProps): ReactNode {
  const { t } = useWords();
  const scaled = values.map((value) => value / factor);
  const mean = estimate.mean / factor;
  const half = estimate.half_width / factor;
  const [low, high] = [Math.min(...scaled), Math.max(...scaled)].map(formatMeasure);
  const [shown, shownHalf] = formatEstimate(mean, half);
  const sentence = t('run.spread.sentence', {
    name,
    low: low!,
    high: high!,
    mean: shown,
    half: shownHalf,
    unit,
  });
  const flat = (value: number): number[] => scaled.map(() => value);
  return (
    <figure className="spread">
      <figcaption className="sentence">{sentence}</figcaption>
      <Plot
        label={sentence}
        x={scaled.map((_, i) => i + 1)}
        band={[0, 1]}
        lines={[
          {
            label: t('run.spread.high'),
            values: flat(mean + half),
            colour: '--line-strong',
            kind: 'dashes',
          },
          {
            label: t('run.spread.low'),
            values: flat(mean - half),
            colour: '--line-strong',
            kind: 'dashes',
          },
          { label: t('run.spread.mean'), values: flat(mean), colour: '--brand', kind: 'line' },
          { label: name, values: scaled, colour: '--text-3', kind: 'dots' },
        ]}
      />
    </figure>
  );
}

export default function RunSpread({ result }: { result: ResultDocument }): ReactNode {
  const { t, language } = useWords();
  const [asTable, setAsTable] = useState(false);
  const lead = spanUnit(result.lead_mean_seconds.mean, language);
  const rows = result.throughput_of_replication.map((throughput, i) => ({
    number: i + 1,
    throughput,
    lead: result.lead_of_replication[i] ?? null,
  }));
  return (
    <Card
      title={t('run.spread')}
      aside={
        <Button onPress={() => setAsTable(!asTable)}>
          {asTable ? t('chart.as_chart') : t('chart.as_table')}
        </Button>
      }
    >
      <p>{t('run.spread.why')}</p>
      {asTable ? (
        <Table
          caption={t('run.spread')}
          isCaptionHidden
          rows={rows}
          rowKey={(row) => row.number}
          columns={[
            { head: t('run.spread.number'), isRowHead: true, cell: (row) => row.number },
            {
              head: `${t('run.throughput')} (${t('unit.pieces_a_day').trim()})`,
              align: 'right',
              cell: (row) => <span className="number">{formatNumber(row.throughput, 1)}</span>,
            },
            {
              head: `${t('run.lead_mean')} (${lead.unit.trim()})`,
              align: 'right',
              cell: (row) => (
                <span className="number">
                  {row.lead === null ? '—' : formatMeasure(row.lead / lead.factor)}
                </span>
              ),
            },
          ]}
        />
      ) : (
        <>
          <ul className="legend">
            <li>
              <span className="legend-dot" aria-hidden="true" />
              {t('run.spread.dot')}
            </li>
            <li>
              <span className="legend-line" aria-hidden="true" />
              {t('run.spread.mean')}
            </li>
            <li>
              <span className="legend-band" aria-hidden="true" />
              {t('run.spread.interval')}
            </li>
          </ul>
          <div className="spreads">
            <Spread
              name={t('run.throughput')}
              unit={t('unit.pieces_a_day')}
              factor={1}
              estimate={result.throughput_per_day}
              values={result.throughput_of_replication}
            />
            <Spread
              name={t('run.lead_mean')}
              unit={lead.unit}
              factor={lead.factor}
              estimate={result.lead_mean_seconds}
              values={result.lead_of_replication}
            />
          </div>
        </>
      )}
    </Card>
  );
}
