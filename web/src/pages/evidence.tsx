/* What the boxes of a factory say about a project: which report for it and how much of the time, over
 * which days the indicators are measured, what came of the promise. */
import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, at, done, taken } from '../api/client.ts';
import type { Box, KpiResult, KpiResults, KpiWindow, LineLife } from '../api/evidence.ts';
import type { Agreement, Device, Items, Role } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import type { PageProps } from '../app/routes.tsx';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { Download } from '../kit/download.tsx';
import { useFieldErrors } from '../kit/field-errors.ts';
import { Form, SelectField, TextField } from '../kit/field.tsx';
import { formatDay, formatPercent, formatSpan, formatTime } from '../kit/format.ts';
import { Badge, Card, Facts, Table } from '../kit/show.tsx';
import { Answer, Empty, Notice, ProblemNotice } from '../kit/states.tsx';
import '../styles/evidence.css';
import { useWords } from '../words/words.tsx';
import { formatMilli } from './kpi.ts';

/* The server decides; these only spare a door that stays shut. */
const counters: readonly Role[] = [
  'adopter_owner',
  'adopter_member',
  'operator_officer',
  'operator_finance',
  'ministry_viewer',
  'auditor',
];
const takers: readonly Role[] = ['adopter_owner', 'adopter_member', 'auditor'];
export const judges: readonly Role[] = [...counters, 'supplier'];
/* Reports that one request gives. */
const CHAIN_PAGE = 1000;

const boxesQuery = (id: number) => ({
  queryKey: ['boxes', id],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    taken<Items<Box>>(api.GET('/api/agreements/{id}/boxes', { params: at(id), signal })),
});
const resultsQuery = (id: number) => ({
  queryKey: ['results', id],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    taken<KpiResults>(api.GET('/api/agreements/{id}/results', { params: at(id), signal })),
});

/* ---- results against the promise ---- */

function Value({
  known,
  milli,
  signed,
}: {
  known: boolean;
  milli: number;
  signed?: boolean;
}): ReactNode {
  const { t } = useWords();
  if (!known) return '—';
  return (
    <span>
      <span className="number">{formatMilli(milli)}</span>{' '}
      {signed !== undefined && (
        <Badge tone={signed ? 'ok' : 'warn'}>
          {t(signed ? 'sel.kpi.signed' : 'sel.kpi.typed')}
        </Badge>
      )}
    </span>
  );
}

const rate = (millionths: number): string => formatPercent(millionths / 1_000_000, 2);

function Total({ results }: { results: KpiResults }): ReactNode {
  const { t } = useWords();
  if (!results.promised) return <p>{t('evidence.no_promise')}</p>;
  return (
    <>
      <p className="finding">{t('evidence.total', { rate: rate(results.total) })}</p>
      {!results.complete && <p className="field-note">{t('evidence.incomplete')}</p>}
    </>
  );
}

function ResultTable({ items }: { items: readonly KpiResult[] }): ReactNode {
  const { t, name } = useWords();
  return (
    <Table
      caption={t('evidence.results')}
      isCaptionHidden
      rows={items}
      rowKey={(one) => one.kpi}
      columns={[
        {
          head: t('sel.kpi.indicator'),
          isRowHead: true,
          cell: (one) => (
            <>
              {name(one)} ({one.unit}) <small>{t(one.up ? 'evidence.up' : 'evidence.down')}</small>
            </>
          ),
        },
        {
          head: t('evidence.weight'),
          align: 'right',
          cell: (one) => formatPercent(one.weight_bp / 10_000),
        },
        {
          head: t('sel.kpi.before'),
          align: 'right',
          cell: (one) => (
            <Value known={one.has_before} milli={one.before} signed={one.before_signed} />
          ),
        },
        {
          head: t('sel.kpi.target'),
          align: 'right',
          cell: (one) => <Value known={one.has_target} milli={one.target} />,
        },
        {
          head: t('sel.kpi.after'),
          align: 'right',
          cell: (one) => (
            <Value known={one.has_after} milli={one.after} signed={one.after_signed} />
          ),
        },
        {
          head: t('evidence.achieved'),
          align: 'right',
          cell: (one) => (one.achieved_known ? rate(one.achieved) : '—'),
        },
        {
          head: t('evidence.improved'),
          align: 'right',
          cell: (one) => (one.improved_known ? rate(one.improved) : '—'),
        },
      ]}
    />
  );
}

function Results({ id }: { id: number }): ReactNode {
  const { t, pick } = useWords();
  const query = useQuery(resultsQuery(id));
  return (
    <Card title={t('evidence.results')}>
      <Answer query={query}>
        {(results) =>
          results.items.length === 0 ? (
            <Empty title={t('sel.kpi.none')}>
              <p>{t('evidence.results.how')}</p>
            </Empty>
          ) : (
            <>
              <Total results={results} />
              <ResultTable items={results.items} />
              <ul className="lines">
                {results.items
                  .map((one) => pick(one.sentence_ko, one.sentence_en))
                  .filter(Boolean)
                  .map((sentence) => (
                    <li key={sentence}>{sentence}</li>
                  ))}
              </ul>
            </>
          )
        }
      </Answer>
    </Card>
  );
}

/* ---- boxes ---- */

/* How much of the time has data, is a declared gap, or was typed: as a bar, and in words. */
function Coverage({
  of,
  seconds,
}: {
  of: Pick<Box, 'covered_s' | 'gap_s' | 'typed_s'>;
  seconds: number;
}): ReactNode {
  const { t, language } = useWords();
  const all = Math.max(seconds, of.covered_s + of.gap_s);
  if (all === 0) return '—';
  const words = [
    t('evidence.covered', { rate: formatPercent(of.covered_s / all, 1) }),
    of.gap_s > 0 && t('evidence.gap', { span: formatSpan(of.gap_s, language) }),
    of.typed_s > 0 && t('evidence.typed', { span: formatSpan(of.typed_s, language) }),
  ];
  const covered = (100 * of.covered_s) / all;
  return (
    <span className="coverage">
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect className="coverage-gap" width="100" height="6" />
        <rect className="coverage-there" width={covered} height="6" />
      </svg>
      {words.filter(Boolean).join(' · ')}
    </span>
  );
}

const secondsOf = (box: Box): number =>
  box.from && box.to ? (Date.parse(box.to) - Date.parse(box.from)) / 1000 : 0;
const secondsIn = (window: KpiWindow): number =>
  window.measured_at ? (Date.parse(window.last) - Date.parse(window.first)) / 1000 + 86_400 : 0;

function Chain({ id, box }: { id: number; box: Box }): ReactNode {
  const { t } = useWords();
  const pages = Math.max(1, Math.ceil(box.reports / CHAIN_PAGE));
  return (
    <div className="row-actions">
      {Array.from({ length: pages }, (_, page) => (
        <Download
          key={page}
          path={`/agreements/${id}/reports/${box.id}${page > 0 ? `?after=${page * CHAIN_PAGE}` : ''}`}
        >
          {pages === 1 ? t('evidence.chain') : t('evidence.chain.part', { part: page + 1 })}
        </Download>
      ))}
      <Download path={`/agreements/${id}/box-keys/${box.id}`}>{t('evidence.keys')}</Download>
    </div>
  );
}

function BoxTable({ id, boxes }: { id: number; boxes: readonly Box[] }): ReactNode {
  const { t, language } = useWords();
  const { role } = useSession();
  return (
    <Table
      caption={t('evidence.boxes')}
      isCaptionHidden
      rows={boxes}
      rowKey={(box) => box.id}
      columns={[
        { head: t('devices.label'), isRowHead: true, cell: (box) => box.name },
        {
          head: t('evidence.last'),
          cell: (box) =>
            box.received_at ? (
              formatTime(box.received_at, language)
            ) : (
              <Badge tone="warn">{t('evidence.silent')}</Badge>
            ),
        },
        { head: t('evidence.reports'), align: 'right', cell: (box) => box.reports },
        {
          head: t('evidence.late'),
          align: 'right',
          cell: (box) => (box.late > 0 ? <Badge tone="warn">{box.late}</Badge> : 0),
        },
        {
          head: t('evidence.refused'),
          align: 'right',
          cell: (box) => (box.refused > 0 ? <Badge tone="danger">{box.refused}</Badge> : 0),
        },
        {
          head: t('evidence.span'),
          cell: (box) =>
            box.from ? `${formatTime(box.from, language)} ~ ${formatTime(box.to, language)}` : '—',
        },
        {
          head: t('evidence.coverage'),
          cell: (box) => <Coverage of={box} seconds={secondsOf(box)} />,
        },
        ...(takers.includes(role)
          ? [
              {
                head: t('common.do'),
                cell: (box: Box) => box.reports > 0 && <Chain id={id} box={box} />,
              },
            ]
          : []),
      ]}
    />
  );
}

/* Only the firm's representative says which box is the line of the project. */
function Bind({ id, boxes }: { id: number; boxes: readonly Box[] }): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const [device, setDevice] = useState('');
  const devices = useQuery({
    queryKey: ['devices'],
    queryFn: ({ signal }) => taken<Items<Device>>(api.GET('/api/devices', { signal })),
  });
  const bind = useMutation({
    mutationFn: () =>
      done(
        api.POST('/api/agreements/{id}/boxes', {
          params: at(id),
          body: { device_id: Number(device) },
        }),
      ),
    onSuccess: () => {
      setDevice('');
      void client.invalidateQueries({ queryKey: ['boxes', id] });
    },
  });
  const { beside, rest } = useFieldErrors(bind.error, ['device_id']);
  const free = (devices.data?.items ?? []).filter(
    (one) => one.revoked_at === null && boxes.every((box) => box.name !== one.label),
  );
  if (devices.data && free.length === 0)
    return (
      <p className="field-note">
        {t('evidence.no_device')} <Link to="/devices">{t('devices.title')}</Link>
      </p>
    );
  return (
    <Form onSubmit={() => device && bind.mutate()}>
      <SelectField
        label={t('evidence.bind')}
        value={device}
        onChange={setDevice}
        description={t('evidence.bind.note')}
        error={beside.device_id ?? null}
        choices={[
          { value: '', text: t('evidence.bind.choose') },
          ...free.map((one) => ({ value: String(one.id), text: one.label })),
        ]}
      />
      {rest !== null && <ProblemNotice error={rest} />}
      <Button type="submit" isDisabled={!device} isPending={bind.isPending}>
        {t('evidence.bind.go')}
      </Button>
    </Form>
  );
}

function Boxes({ id, mayBind }: { id: number; mayBind: boolean }): ReactNode {
  const { t } = useWords();
  const query = useQuery(boxesQuery(id));
  return (
    <Card title={t('evidence.boxes')}>
      <p>{t('evidence.boxes.why')}</p>
      <Answer query={query}>
        {({ items }) => (
          <>
            {items.length === 0 ? (
              <Empty title={t('evidence.boxes.none')} />
            ) : (
              <BoxTable id={id} boxes={items} />
            )}
            {mayBind && <Bind id={id} boxes={items} />}
          </>
        )}
      </Answer>
    </Card>
  );
}

/* ---- does the line still run ---- */

/* A box that reports is no line that runs: a sign of life is running time. */
function Life({ id }: { id: number }): ReactNode {
  const { t, language } = useWords();
  const query = useQuery({
    queryKey: ['life', id],
    queryFn: ({ signal }) =>
      taken<LineLife>(api.GET('/api/agreements/{id}/life', { params: at(id), signal })),
  });
  return (
    <Card title={t('evidence.life')}>
      <Answer query={query}>
        {(life) => (
          <>
            {life.seen_at === null ? (
              <Empty title={t('evidence.life.never')} />
            ) : (
              <p>
                {t('evidence.life.seen', { time: formatTime(life.seen_at, language) })}{' '}
                <Badge tone={life.signed ? 'ok' : 'warn'}>
                  {t(life.signed ? 'sel.kpi.signed' : 'sel.kpi.typed')}
                </Badge>
              </p>
            )}
            {life.silent && (
              <Notice kind="warn" title={t('evidence.life.silent', { days: life.silence_days })} />
            )}
            <p className="field-note">
              {life.silence_days > 0
                ? t('evidence.life.watched', { days: life.silence_days })
                : t('evidence.life.unwatched')}
            </p>
          </>
        )}
      </Answer>
    </Card>
  );
}

/* ---- windows ---- */

function WindowTable({ windows }: { windows: readonly KpiWindow[] }): ReactNode {
  const { t, label, language } = useWords();
  return (
    <Table
      caption={t('evidence.windows')}
      isCaptionHidden
      rows={windows}
      rowKey={(window) => window.id}
      columns={[
        {
          head: t('evidence.window'),
          isRowHead: true,
          cell: (window) => label('evidence.kind', window.kind),
        },
        {
          head: t('evidence.days'),
          cell: (window) =>
            `${formatDay(window.first, language)} ~ ${formatDay(window.last, language)}`,
        },
        {
          head: t('case.state'),
          cell: (window) =>
            window.measured_at ? (
              <span>
                <Badge tone="ok">{t('evidence.measured')}</Badge>{' '}
                {formatTime(window.measured_at, language)}
              </span>
            ) : (
              <Badge tone="warn">{t('evidence.waiting')}</Badge>
            ),
        },
        { head: t('evidence.reports'), align: 'right', cell: (window) => window.reports },
        {
          head: t('evidence.coverage'),
          cell: (window) => <Coverage of={window} seconds={secondsIn(window)} />,
        },
        {
          head: t('evidence.doubts'),
          cell: (window) =>
            window.doubts ? (
              <ul className="doubts">
                {window.doubts.split(',').map((doubt) => (
                  <li key={doubt}>
                    <Badge tone="warn">{label('evidence.doubt', doubt)}</Badge>
                  </li>
                ))}
              </ul>
            ) : (
              '—'
            ),
        },
        {
          head: t('evidence.digest'),
          cell: (window) =>
            window.digest ? <code className="breakable">{window.digest}</code> : '—',
        },
      ]}
    />
  );
}

/* Who is measured does not choose the days: the operating body does. */
function SetWindow({ id, hasBefore }: { id: number; hasBefore: boolean }): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const [kind, setKind] = useState<KpiWindow['kind']>(hasBefore ? 'after' : 'before');
  const [first, setFirst] = useState('');
  const [last, setLast] = useState('');
  const set = useMutation({
    mutationFn: () =>
      done(
        api.POST('/api/agreements/{id}/windows', { params: at(id), body: { kind, first, last } }),
      ),
    onSuccess: () => {
      setFirst('');
      setLast('');
      for (const queryKey of [
        ['windows', id],
        ['results', id],
      ])
        void client.invalidateQueries({ queryKey });
    },
  });
  const { beside, rest } = useFieldErrors(set.error, ['first', 'last', 'from', 'until']);
  return (
    <Form onSubmit={() => first && last && set.mutate()}>
      <SelectField
        label={t('evidence.window')}
        value={kind}
        onChange={(value) => setKind(value === 'before' ? 'before' : 'after')}
        choices={[
          { value: 'before', text: t('evidence.kind.before') },
          { value: 'after', text: t('evidence.kind.after') },
        ]}
      />
      <TextField
        label={t('evidence.first')}
        type="date"
        value={first}
        onChange={setFirst}
        error={beside.first ?? beside.from ?? null}
      />
      <TextField
        label={t('evidence.last_day')}
        type="date"
        value={last}
        onChange={setLast}
        description={t('evidence.days.note')}
        error={beside.last ?? beside.until ?? null}
      />
      {rest !== null && <ProblemNotice error={rest} />}
      {set.isSuccess && <Notice kind="ok" title={t('evidence.set.done')} />}
      <Button kind="primary" type="submit" isDisabled={!first || !last} isPending={set.isPending}>
        {t('evidence.set.go')}
      </Button>
    </Form>
  );
}

function Windows({ id, maySet }: { id: number; maySet: boolean }): ReactNode {
  const { t } = useWords();
  const query = useQuery({
    queryKey: ['windows', id],
    queryFn: ({ signal }) =>
      taken<Items<KpiWindow>>(api.GET('/api/agreements/{id}/windows', { params: at(id), signal })),
  });
  return (
    <Card title={t('evidence.windows')}>
      <p>{t('evidence.windows.why')}</p>
      <Answer query={query}>
        {({ items }) => (
          <>
            {items.length === 0 ? (
              <Empty title={t('evidence.windows.none')} />
            ) : (
              <WindowTable windows={items} />
            )}
            {maySet && <SetWindow id={id} hasBefore={items.some((one) => one.kind === 'before')} />}
          </>
        )}
      </Answer>
    </Card>
  );
}

/* ---- the page, and its summaries elsewhere ---- */

export function EvidencePage({ params }: PageProps): ReactNode {
  const { t } = useWords();
  const id = Number(params.id);
  const { role, organisation_id } = useSession();
  const query = useQuery({
    queryKey: ['agreement', id],
    queryFn: ({ signal }) =>
      taken<Agreement>(api.GET('/api/agreements/{id}', { params: at(id), signal })),
  });
  return (
    <Answer query={query}>
      {(agreement) => {
        const isActive = agreement.state === 'active';
        return (
          <>
            <div className="page-head">
              <h1>{t('evidence.title')}</h1>
              <Facts
                items={[
                  [
                    t('agreement.title'),
                    <Link key="to" to={`/agreements/${id}`}>
                      {agreement.title ?? agreement.number}
                    </Link>,
                  ],
                  [t('case.adopter'), agreement.adopter ?? '—'],
                ]}
              />
            </div>
            {judges.includes(role) && <Results id={id} />}
            {counters.includes(role) && (
              <>
                <Boxes
                  id={id}
                  mayBind={
                    isActive && role === 'adopter_owner' && organisation_id === agreement.adopter_id
                  }
                />
                <Life id={id} />
                <Windows
                  id={id}
                  maySet={
                    isActive &&
                    role === 'operator_officer' &&
                    organisation_id === agreement.operator_id
                  }
                />
              </>
            )}
            {!judges.includes(role) && <Empty title={t('evidence.not_yours')} />}
          </>
        );
      }}
    </Answer>
  );
}

/* On the agreement: what came of the promise, and the way to the evidence. */
export function EvidenceSummary({ id }: { id: number }): ReactNode {
  const { t } = useWords();
  const { role } = useSession();
  const results = useQuery({ ...resultsQuery(id), enabled: judges.includes(role) });
  if (!judges.includes(role)) return null;
  return (
    <Card title={t('evidence.title')}>
      <Answer query={results}>{(found) => <Total results={found} />}</Answer>
      <Link to={`/agreements/${id}/evidence`} className="button">
        {t('evidence.open')}
      </Link>
    </Card>
  );
}

/* For the firm: which box reports for which of its projects, and when it was last heard. */
export function OwnBoxes(): ReactNode {
  const { t, language } = useWords();
  const agreements = useQuery({
    queryKey: ['agreements', 'of-boxes'],
    queryFn: ({ signal }) => taken<Items<Agreement>>(api.GET('/api/agreements', { signal })),
  });
  const active = (agreements.data?.items ?? []).filter((one) => one.state === 'active');
  const boxes = useQueries({ queries: active.map((one) => boxesQuery(one.id)) });
  const rows = active.flatMap((agreement, i) =>
    (boxes[i]?.data?.items ?? []).map((box) => ({ agreement, box })),
  );
  return (
    <Card title={t('evidence.own')}>
      <Answer query={agreements}>
        {() =>
          active.length === 0 ? (
            <Empty title={t('evidence.own.none')} />
          ) : (
            <>
              {rows.length > 0 && (
                <Table
                  caption={t('evidence.own')}
                  isCaptionHidden
                  rows={rows}
                  rowKey={({ box }) => box.id}
                  columns={[
                    { head: t('devices.label'), isRowHead: true, cell: ({ box }) => box.name },
                    {
                      head: t('agreement.title'),
                      cell: ({ agreement }) => (
                        <Link to={`/agreements/${agreement.id}/evidence`}>
                          {agreement.title ?? agreement.number}
                        </Link>
                      ),
                    },
                    {
                      head: t('evidence.last'),
                      cell: ({ box }) =>
                        box.received_at ? (
                          formatTime(box.received_at, language)
                        ) : (
                          <Badge tone="warn">{t('evidence.silent')}</Badge>
                        ),
                    },
                    { head: t('evidence.reports'), align: 'right', cell: ({ box }) => box.reports },
                    {
                      head: t('evidence.coverage'),
                      cell: ({ box }) => <Coverage of={box} seconds={secondsOf(box)} />,
                    },
                  ]}
                />
              )}
              <ul className="lines">
                {active
                  .filter((one) => rows.every((row) => row.agreement.id !== one.id))
                  .map((one) => (
                    <li key={one.id}>
                      {t('evidence.own.unbound', { title: one.title ?? one.number ?? '' })}{' '}
                      <Link to={`/agreements/${one.id}/evidence`}>{t('evidence.bind.go')}</Link>
                    </li>
                  ))}
              </ul>
            </>
          )
        }
      </Answer>
    </Card>
  );
}
