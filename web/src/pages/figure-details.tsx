/* One programme more closely, for those who oversee every case: the way of the money by source,
 * results against the promise, living factories by age, and the agreements behind them. Each chart
 * has its sentence and its table. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, taken } from '../api/client.ts';
import type {
  FigureDetail,
  FigureFlow,
  FigureLiving,
  FigureProject,
  FigureResult,
  Items,
  RegionId,
} from '../api/types.ts';
import { Link } from '../app/router.tsx';
import { Button } from '../kit/button.tsx';
import { formatDay, formatNumber, formatPercent } from '../kit/format.ts';
import { formatWon, sayWon } from '../kit/money.ts';
import { Badge, Card, Money, Table, type Tone } from '../kit/show.tsx';
import { Answer, Empty } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

const ALL = 'all';
const PAGE = 50;
const ONE = 1_000_000; /* rates come in millionths */
const stages = ['pledged', 'received', 'agreed', 'paid'] as const;
const sources = ['government', 'sponsor', 'adopter', 'other'] as const;
const states = ['used', 'silent', 'unheard', 'closed'] as const;
const tones: Record<FigureProject['state'], Tone> = {
  used: 'ok',
  silent: 'warn',
  unheard: 'quiet',
  closed: 'danger',
};

/* A row of parts beside the longest row; what it shows stands in the table below it. */
interface BarPart {
  kind: string;
  amount: number;
}
function Bars({ rows }: { rows: { name: string; parts: BarPart[] }[] }): ReactNode {
  const sumOf = (parts: BarPart[]): number => parts.reduce((sum, part) => sum + part.amount, 0);
  const most = Math.max(1, ...rows.map((row) => sumOf(row.parts)));
  return (
    <div className="figure-bars" aria-hidden="true">
      {rows.map((row) => (
        <div key={row.name} className="figure-bar-row">
          <span>{row.name}</span>
          <div className="figure-bar">
            {row.parts
              .filter((part) => part.amount > 0)
              .map((part) => (
                <div
                  key={part.kind}
                  className={`figure-part figure-${part.kind}`}
                  style={{ width: `${(100 * part.amount) / most}%` }}
                />
              ))}
          </div>
        </div>
      ))}
    </div>
  );
}

function Legend({ items }: { items: { kind: string; name: string }[] }): ReactNode {
  return (
    <p className="figure-legend" aria-hidden="true">
      {items.map((item) => (
        <span key={item.kind}>
          <i className={`split-dot figure-${item.kind}`} />
          {item.name}
        </span>
      ))}
    </p>
  );
}

function useSaidWon(): (won: number) => string {
  const { language } = useWords();
  return (won) => (language === 'ko' ? sayWon(won) : formatWon(won, 'en'));
}

function FlowCard({
  detail,
  region,
  title,
}: {
  detail: FigureDetail;
  region: RegionId;
  title: string;
}): ReactNode {
  const { t } = useWords();
  const said = useSaidWon();
  const shown = stages.filter((stage) => region === ALL || stage === 'agreed' || stage === 'paid');
  const sum = (stage: (typeof stages)[number]): number =>
    detail.flow.reduce((all, flow) => all + flow[stage], 0);
  const amountOf = (source: FigureFlow['source'], stage: (typeof stages)[number]): number =>
    detail.flow.find((flow) => flow.source === source)?.[stage] ?? 0;
  const present = sources.filter((source) => stages.some((stage) => amountOf(source, stage) > 0));
  const rows = [
    ...shown.map((stage) => ({
      name: t(`figure.${stage}`),
      amounts: present.map((source) => amountOf(source, stage)) as (number | null)[],
      sum: sum(stage),
    })),
    /* Whose part of these it was is settled case by case: only sums are known. */
    { name: t('figure.settled'), amounts: present.map(() => null), sum: detail.settled },
    { name: t('figure.recovered'), amounts: present.map(() => null), sum: detail.recovered },
  ];
  if (present.length === 0) return <Empty title={t('figures.no_money')} />;
  return (
    <Card title={title}>
      <p>
        {region === ALL
          ? t('figure.flow.said', {
              pledged: said(sum('pledged')),
              received: said(sum('received')),
              agreed: said(sum('agreed')),
              paid: said(sum('paid')),
            })
          : t('figure.flow.region')}{' '}
        {t('figure.back.said', {
          settled: said(detail.settled),
          claimed: said(detail.claimed),
          recovered: said(detail.recovered),
        })}
      </p>
      <Bars
        rows={rows.map((row) => ({
          name: row.name,
          parts:
            row.amounts[0] === null
              ? [{ kind: 'whole', amount: row.sum }]
              : present.map((source, i) => ({ kind: source, amount: row.amounts[i] ?? 0 })),
        }))}
      />
      <Legend items={present.map((source) => ({ kind: source, name: t(`figures.${source}`) }))} />
      <Table
        caption={title}
        isCaptionHidden
        rows={rows}
        rowKey={(row) => row.name}
        columns={[
          { head: t('figure.stage'), isRowHead: true, cell: (row) => row.name },
          ...present.map((source, i) => ({
            head: t(`figures.${source}`),
            align: 'right' as const,
            cell: (row: (typeof rows)[number]): ReactNode =>
              row.amounts[i] === null ? '—' : <Money won={row.amounts[i] ?? 0} />,
          })),
          { head: t('figure.sum'), align: 'right', cell: (row) => <Money won={row.sum} /> },
        ]}
      />
    </Card>
  );
}

function ResultsCard({ results }: { results: FigureResult[] }): ReactNode {
  const { t, name } = useWords();
  const sum = (of: (result: FigureResult) => number): number =>
    results.reduce((all, result) => all + of(result), 0);
  const measured = sum((result) => result.measured);
  if (results.length === 0)
    return (
      <Card title={t('figure.results')}>
        <Empty title={t('figure.results.none')} />
      </Card>
    );
  const share = (part: number, whole: number): string => (whole === 0 ? '—' : formatPercent(part / whole));
  return (
    <Card title={t('figure.results')}>
      <p>
        {t('figure.results.said', {
          promised: formatNumber(sum((result) => result.promised)),
          measured: formatNumber(measured),
          reached: formatNumber(sum((result) => result.reached)),
          machine: share(
            sum((result) => result.machine),
            measured,
          ),
        })}
      </p>
      <Bars
        rows={results.map((result) => ({
          name: name(result),
          parts: [
            { kind: 'reached', amount: result.reached },
            { kind: 'missed', amount: result.measured - result.reached },
            { kind: 'open', amount: result.promised - result.measured },
          ],
        }))}
      />
      <Table
        caption={t('figure.results')}
        isCaptionHidden
        rows={results}
        rowKey={(result) => result.kpi}
        columns={[
          { head: t('figure.kpi'), isRowHead: true, cell: (result) => name(result) },
          { head: t('figure.promised'), align: 'right', cell: (result) => formatNumber(result.promised) },
          { head: t('figure.measured'), align: 'right', cell: (result) => formatNumber(result.measured) },
          { head: t('figure.reached'), align: 'right', cell: (result) => formatNumber(result.reached) },
          {
            head: t('figure.machine'),
            align: 'right',
            cell: (result) => share(result.machine, result.measured),
          },
          {
            head: t('figure.achieved'),
            align: 'right',
            cell: (result) => (result.measured === 0 ? '—' : formatPercent(result.achieved / ONE)),
          },
        ]}
      />
    </Card>
  );
}

function LivingCard({ living }: { living: FigureLiving[] }): ReactNode {
  const { t } = useWords();
  const sum = (state: (typeof states)[number]): number =>
    living.reduce((all, row) => all + row[state], 0);
  const count = states.reduce((all, state) => all + sum(state), 0);
  const ageOf = (row: FigureLiving): string => t('figure.age.years', { years: row.years + 1 });
  if (count === 0)
    return (
      <Card title={t('figure.living')}>
        <Empty title={t('figure.living.none')} />
      </Card>
    );
  return (
    <Card title={t('figure.living')}>
      <p>
        {t('figure.living.said', {
          count: formatNumber(count),
          used: formatNumber(sum('used')),
          silent: formatNumber(sum('silent') + sum('unheard')),
          closed: formatNumber(sum('closed')),
        })}
      </p>
      <Bars
        rows={living.map((row) => ({
          name: ageOf(row),
          parts: states.map((state) => ({ kind: state, amount: row[state] })),
        }))}
      />
      <Legend items={states.map((state) => ({ kind: state, name: t(`figure.state.${state}`) }))} />
      <Table
        caption={t('figure.living')}
        isCaptionHidden
        rows={living}
        rowKey={(row) => row.years}
        columns={[
          { head: t('figure.age'), isRowHead: true, cell: (row) => ageOf(row) },
          ...states.map((state) => ({
            head: t(`figure.state.${state}`),
            align: 'right' as const,
            cell: (row: FigureLiving): ReactNode => formatNumber(row[state]),
          })),
        ]}
      />
    </Card>
  );
}

function ProjectsCard({ programme, region }: { programme: string; region: RegionId }): ReactNode {
  const { t, language } = useWords();
  const query = useInfiniteQuery({
    queryKey: ['figures', programme, region, 'projects'],
    initialPageParam: 0,
    queryFn: ({ signal, pageParam }) =>
      taken<Items<FigureProject>>(
        api.GET('/api/figures/{key}/projects', {
          params: { path: { key: programme }, query: { region, after: pageParam } },
          signal,
        }),
      ),
    getNextPageParam: (last) =>
      last.items.length === PAGE ? last.items[PAGE - 1]?.agreement_id : undefined,
  });
  return (
    <Card title={t('figure.projects')}>
      <Answer query={query}>
        {(pages) => {
          const projects = pages.pages.flatMap((page) => page.items);
          if (projects.length === 0) return <Empty title={t('figure.projects.none')} />;
          return (
            <>
              <Table
                caption={t('figure.projects')}
                isCaptionHidden
                rows={projects}
                rowKey={(project) => project.agreement_id}
                columns={[
                  {
                    head: t('figure.project'),
                    isRowHead: true,
                    cell: (project) => (
                      <Link to={`/agreements/${project.agreement_id}`}>{project.number}</Link>
                    ),
                  },
                  { head: t('figure.firm'), cell: (project) => project.adopter },
                  {
                    head: t('figure.state'),
                    cell: (project) => (
                      <Badge tone={tones[project.state]}>{t(`figure.state.${project.state}`)}</Badge>
                    ),
                  },
                  {
                    head: t('figure.seen'),
                    cell: (project) =>
                      project.seen_at === null ? t('figure.never') : formatDay(project.seen_at, language),
                  },
                  {
                    head: t('figure.agreed'),
                    align: 'right',
                    cell: (project) => <Money won={project.total} />,
                  },
                  {
                    head: t('figure.paid'),
                    align: 'right',
                    cell: (project) => <Money won={project.paid} />,
                  },
                ]}
              />
              {query.hasNextPage && (
                <Button onPress={() => void query.fetchNextPage()} isDisabled={query.isFetchingNextPage}>
                  {t('figure.more')}
                </Button>
              )}
            </>
          );
        }}
      </Answer>
    </Card>
  );
}

interface FigureDetailsProps {
  programme: string;
  region: RegionId;
  regionName: string;
}

export function FigureDetails({ programme, region, regionName }: FigureDetailsProps): ReactNode {
  const { t } = useWords();
  const query = useQuery({
    queryKey: ['figures', programme, region],
    queryFn: ({ signal }) =>
      taken<FigureDetail>(
        api.GET('/api/figures/{key}', {
          params: { path: { key: programme }, query: { region } },
          signal,
        }),
      ),
  });
  return (
    <>
      <Answer query={query}>
        {(detail) => (
          <>
            <FlowCard
              detail={detail}
              region={region}
              title={t('figure.flow.of', { region: regionName })}
            />
            <ResultsCard results={detail.results} />
            <LivingCard living={detail.living} />
          </>
        )}
      </Answer>
      <ProjectsCard programme={programme} region={region} />
    </>
  );
}
