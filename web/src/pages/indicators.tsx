/* The indicators of one agreement, for whom the firm has shown them: before, promised, after, and a
 * sentence each. What no box has signed is marked. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, at, taken } from '../api/client.ts';
import type { Named } from '../api/types.ts';
import type { PageProps } from '../app/routes.tsx';
import { Badge, Card, Table } from '../kit/show.tsx';
import { Answer, Empty } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { formatMilli } from './kpi.ts';

interface Result extends Named {
  kpi: string;
  unit: string;
  has_before: boolean;
  has_target: boolean;
  has_after: boolean;
  before_signed: boolean;
  after_signed: boolean;
  before: number;
  target: number;
  after: number;
  sentence_ko: string | null;
  sentence_en: string | null;
}

function Value({ has, milli, signed }: { has: boolean; milli: number; signed?: boolean }): ReactNode {
  const { t } = useWords();
  if (!has) return '—';
  return (
    <>
      <span className="number">{formatMilli(milli)}</span>{' '}
      {signed !== undefined && (
        <Badge tone={signed ? 'ok' : 'warn'}>{t(signed ? 'sel.kpi.signed' : 'sel.kpi.typed')}</Badge>
      )}
    </>
  );
}

export function IndicatorsPage({ params }: PageProps): ReactNode {
  const { t, name, pick } = useWords();
  const id = Number(params.id);
  const query = useQuery({
    queryKey: ['results', id],
    queryFn: ({ signal }) =>
      taken<{ items: Result[] }>(
        api.GET('/api/agreements/{id}/results', { params: at(id), signal }),
      ),
  });
  return (
    <>
      <div className="page-head">
        <h1>{t('indicators.title')}</h1>
        <p>{t('indicators.why')}</p>
      </div>
      <Card title={t('sel.kpi.title')}>
        <Answer query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={t('sel.kpi.none')} />
            ) : (
              <Table
                caption={t('sel.kpi.title')}
                isCaptionHidden
                rows={items}
                rowKey={(row) => row.kpi}
                columns={[
                  {
                    head: t('sel.kpi.indicator'),
                    isRowHead: true,
                    cell: (row) => `${name(row)} (${row.unit})`,
                  },
                  {
                    head: t('sel.kpi.before'),
                    align: 'right',
                    cell: (row) => (
                      <Value has={row.has_before} milli={row.before} signed={row.before_signed} />
                    ),
                  },
                  {
                    head: t('sel.kpi.target'),
                    align: 'right',
                    cell: (row) => <Value has={row.has_target} milli={row.target} />,
                  },
                  {
                    head: t('sel.kpi.after'),
                    align: 'right',
                    cell: (row) => (
                      <Value has={row.has_after} milli={row.after} signed={row.after_signed} />
                    ),
                  },
                  {
                    head: t('indicators.sentence'),
                    cell: (row) => pick(row.sentence_ko, row.sentence_en) || '—',
                  },
                ]}
              />
            )
          }
        </Answer>
      </Card>
    </>
  );
}
