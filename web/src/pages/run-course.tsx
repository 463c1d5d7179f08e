/* How a run went, slice by slice of its time: mean over the repetitions, and how sure that is. */
import { useState, type ReactNode } from 'react';
import type { Course } from '../api/documents.ts';
import type { Estimate } from '../api/types.ts';
import { Button } from '../kit/button.tsx';
import { formatMeasure, formatNumber, spanUnit } from '../kit/format.ts';
import { Plot } from '../kit/plot.tsx';
import { Card, PlusMinus, Table } from '../kit/show.tsx';
import { useWords } from '../words/words.tsx';

const daySeconds = 86400;

interface Measure {
  key: string;
  name: string;
  unit: string;
  factor: number;
  values: readonly (Estimate | null)[];
}

function OverTime({ measure, days }: { measure: Measure; days: readonly number[] }): ReactNode {
  const { t } = useWords();
  const { name, unit, factor, values } = measure;
  const by = (pick: (value: Estimate) => number): (number | null)[] =>
    values.map((value) => value && pick(value) / factor);
  const means = by((value) => value.mean);
  const known = means.filter((mean) => mean !== null);
  const sentence = t('run.course.sentence', {
    name,
    first: formatMeasure(known[0] ?? 0),
    low: formatMeasure(Math.min(...known)),
    high: formatMeasure(Math.max(...known)),
    unit,
  });
  return (
    <figure className="spread">
      <figcaption className="sentence">{sentence}</figcaption>
      <Plot
        label={sentence}
        x={days}
        band={[0, 1]}
        lines={[
          {
            label: t('run.spread.high'),
            values: by((value) => value.mean + value.half_width),
            colour: '--line',
            kind: 'dashes',
          },
          {
            label: t('run.spread.low'),
            values: by((value) => Math.max(0, value.mean - value.half_width)),
            colour: '--line',
            kind: 'dashes',
          },
          { label: name, values: means, colour: '--brand', kind: 'line' },
        ]}
      />
    </figure>
  );
}

export default function RunCourse({ course }: { course: Course }): ReactNode {
  const { t, language } = useWords();
  const [asTable, setAsTable] = useState(false);
  const leads = course.lead_mean_seconds;
  const longest = Math.max(...leads.map((lead) => lead?.mean ?? 0));
  const span = spanUnit(longest, language);
  const width = course.slice_seconds / daySeconds;
  const days = course.throughput_per_day.map((_, i) => i * width + 1);
  const measures: Measure[] = [
    {
      key: 'throughput',
      name: t('run.throughput'),
      unit: t('unit.pieces_a_day'),
      factor: 1,
      values: course.throughput_per_day,
    },
    {
      key: 'wip',
      name: t('run.wip'),
      unit: t('unit.orders'),
      factor: 1,
      values: course.wip_orders,
    },
    {
      key: 'lead',
      name: t('run.lead_mean'),
      unit: span.unit,
      factor: span.factor,
      values: leads,
    },
  ];
  return (
    <Card
      title={t('run.course')}
      aside={
        <Button onPress={() => setAsTable(!asTable)}>
          {asTable ? t('chart.as_chart') : t('chart.as_table')}
        </Button>
      }
    >
      <p>{t('run.course.why', { days: formatNumber(width) })}</p>
      {asTable ? (
        <Table
          caption={t('run.course')}
          isCaptionHidden
          rows={days.map((day, i) => ({ day, i }))}
          rowKey={(row) => row.day}
          columns={[
            { head: t('run.course.day'), isRowHead: true, cell: (row) => row.day },
            ...measures.map((measure) => ({
              head: `${measure.name} (${measure.unit.trim()})`,
              align: 'right' as const,
              cell: ({ i }: { i: number }) => {
                const value = measure.values[i];
                return value ? <PlusMinus value={value} factor={measure.factor} /> : '—';
              },
            })),
          ]}
        />
      ) : (
        <>
          <ul className="legend">
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
            {measures.map((measure) => (
              <OverTime key={measure.key} measure={measure} days={days} />
            ))}
          </div>
        </>
      )}
    </Card>
  );
}
