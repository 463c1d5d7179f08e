/* From any number to its sources and back: an account's transfers; a transfer, what it was booked
 * for, who decided it; its place in the log with what proves it. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, at, taken } from '../api/client.ts';
import type { LedgerTrace, LogEntry, TraceLine } from '../api/money.ts';
import type { Items, LedgerAccount, LedgerTransfer } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import type { PageProps } from '../app/routes.tsx';
import { useSession } from '../app/session.tsx';
import { Download } from '../kit/download.tsx';
import { formatTime } from '../kit/format.ts';
import { Card, Facts, Money, Table } from '../kit/show.tsx';
import { Answer, Empty, Notice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

const logReaders = ['operator_officer', 'operator_finance', 'ministry_viewer', 'auditor'];

function LogLink({ place }: { place: number }): ReactNode {
  const { t } = useWords();
  const { role } = useSession();
  if (place < 0) return t('trace.before_log');
  const text = t('trace.place', { place });
  return logReaders.includes(role) ? <Link to={`/log/${place}`}>{text}</Link> : text;
}

function SideLink({ account, name }: { account?: number; name?: string }): ReactNode {
  const { t } = useWords();
  return account === undefined ? (
    <span className="withheld">{t('money.withheld')}</span>
  ) : (
    <Link to={`/ledger/accounts/${account}`}>{name ?? account}</Link>
  );
}

function Lines({
  caption,
  lines,
  current,
}: {
  caption: string;
  lines: readonly (TraceLine | LedgerTransfer)[];
  current?: number;
}): ReactNode {
  const { t, label, name, language } = useWords();
  return (
    <Table
      caption={caption}
      isCaptionHidden
      rows={lines}
      rowKey={(line) => line.seq}
      columns={[
        {
          head: t('ledger.seq'),
          isRowHead: true,
          cell: (line) =>
            line.seq === current ? (
              <b>{t('trace.transfer', { seq: line.seq })}</b>
            ) : (
              <Link to={`/ledger/transfers/${line.seq}`}>
                {t('trace.transfer', { seq: line.seq })}
              </Link>
            ),
        },
        {
          head: t('ledger.what'),
          cell: (line) =>
            'ko' in line && line.ko
              ? `${name(line)} · ${formatTime(line.event_at, language)}`
              : null,
        },
        {
          head: t('ledger.debit'),
          cell: (line) => (
            <SideLink
              {...(line.debit !== undefined && { account: line.debit })}
              {...(line.debit_name && { name: line.debit_name })}
            />
          ),
        },
        {
          head: t('ledger.credit'),
          cell: (line) => (
            <SideLink
              {...(line.credit !== undefined && { account: line.credit })}
              {...(line.credit_name && { name: line.credit_name })}
            />
          ),
        },
        {
          head: t('split.amount'),
          align: 'right',
          cell: (line) => <Money won={line.amount} />,
        },
        {
          head: t('ledger.kind'),
          cell: (line) => (line.kind ? label('ledger_kind', line.kind) : '—'),
        },
      ]}
    />
  );
}

const PAGE = 200;

export function LedgerAccountPage({ params }: PageProps): ReactNode {
  const { t, name } = useWords();
  const id = Number(params.id);
  const account = useQuery({
    queryKey: ['ledger', 'account', id],
    queryFn: ({ signal }) =>
      taken<LedgerAccount>(api.GET('/api/ledger/accounts/{id}', { params: at(id), signal })),
  });
  /* All pages: a balance is the sum of every line, not of the first few. */
  const transfers = useQuery({
    queryKey: ['ledger', 'account', id, 'transfers'],
    queryFn: async ({ signal }) => {
      const all: LedgerTransfer[] = [];
      for (let after = 0; ; after = all.at(-1)!.seq) {
        const { items } = await taken<Items<LedgerTransfer>>(
          api.GET('/api/ledger/accounts/{id}/transfers', {
            params: { ...at(id), query: { after } },
            signal,
          }),
        );
        all.push(...items);
        if (items.length < PAGE) return all;
      }
    },
  });
  return (
    <Answer query={account}>
      {(one) => (
        <>
          <div className="page-head">
            <h1>
              {one.code} {name(one)}
            </h1>
            <Facts
              items={[
                [t('ledger.balance'), <Money key="balance" won={one.balance} spoken />],
                [t('ledger.owner'), one.organisation ?? '—'],
                [t('contribution.source'), one.source ?? '—'],
                [t('ledger.debits'), <Money key="debits" won={one.debits_posted} />],
                [t('ledger.credits'), <Money key="credits" won={one.credits_posted} />],
                [
                  t('ledger.pending'),
                  <Money key="pending" won={one.debits_pending + one.credits_pending} />,
                ],
              ]}
            />
            {one.project !== null && (
              <Link to={`/agreements/${one.project}`}>
                {t('ledger.project.of', { id: one.project })}
              </Link>
            )}
          </div>
          <Card title={t('trace.made_of')}>
            <Answer query={transfers}>
              {(items) =>
                items.length === 0 ? (
                  <Empty title={t('ledger.no_transfers')} />
                ) : (
                  <Lines caption={t('trace.made_of')} lines={items} />
                )
              }
            </Answer>
          </Card>
        </>
      )}
    </Answer>
  );
}

function Cause({ trace }: { trace: LedgerTrace }): ReactNode {
  const { t, label } = useWords();
  const items: [string, ReactNode][] = [];
  if (trace.thing) {
    const what = `${label('trace.thing', trace.thing)} ${trace.thing_id ?? ''}`;
    const to: Record<string, string> = { contribution: '/contributions', claim: '/claims' };
    const address = to[trace.thing];
    items.push([t('trace.cause'), address ? <Link to={address}>{what}</Link> : what]);
  }
  if (trace.agreement_id)
    items.push([
      t('agreement.title'),
      <Link key="agreement" to={`/agreements/${trace.agreement_id}`}>
        {trace.agreement}
      </Link>,
    ]);
  if (trace.application_id)
    items.push([
      t('application.title'),
      <Link key="application" to={`/applications/${trace.application_id}`}>
        {t('trace.application', { id: trace.application_id })}
      </Link>,
    ]);
  if (trace.bank_reference) items.push([t('money.bank_reference'), trace.bank_reference]);
  if (trace.programme)
    items.push([
      t('trace.rules'),
      <Link key="rules" to={`/programmes/${trace.programme}`}>
        {t('trace.rules.of', { key: trace.programme, version: trace.programme_version ?? '' })}
      </Link>,
    ]);
  if (trace.actor_organisation)
    items.push([
      t('trace.actor'),
      [trace.actor, trace.actor_organisation].filter(Boolean).join(' · '),
    ]);
  const ties: [string, number | null][] = [
    [t('trace.ends'), trace.ends],
    [t('trace.ended_by'), trace.ended_by],
    [t('trace.reverses'), trace.reverses],
  ];
  for (const [head, seq] of ties)
    if (seq)
      items.push([
        head,
        <Link key={head} to={`/ledger/transfers/${seq}`}>
          {t('trace.transfer', { seq })}
        </Link>,
      ]);
  if (items.length === 0) return <p>{t('trace.no_cause')}</p>;
  return (
    <>
      <Facts items={items} />
      {trace.evidence && (
        <p className="fingerprint">{t('trace.evidence', { hash: trace.evidence })}</p>
      )}
    </>
  );
}

function TraceView({ trace }: { trace: LedgerTrace }): ReactNode {
  const { t, label, name, language } = useWords();
  const decisions = trace.decisions ?? [];
  return (
    <>
      <div className="page-head">
        <h1>
          {t('trace.transfer', { seq: trace.seq })} · {name(trace)}
        </h1>
        <Facts
          items={[
            [t('split.amount'), <Money key="amount" won={trace.amount} spoken />],
            [t('trace.event_at'), formatTime(trace.event_at, language)],
            [t('trace.created_at'), formatTime(trace.created_at, language)],
            [t('trace.log'), <LogLink key="log" place={trace.place} />],
          ]}
        />
      </div>
      <Card title={t('trace.behind')}>
        <Cause trace={trace} />
      </Card>
      <Card title={t('trace.decisions')}>
        {decisions.length === 0 ? (
          <p>{t('trace.no_decision')}</p>
        ) : (
          <Table
            caption={t('trace.decisions')}
            isCaptionHidden
            rows={decisions}
            rowKey={(one) => one.ref}
            columns={[
              {
                head: t('trace.decision'),
                isRowHead: true,
                cell: (one) => label('action', one.action),
              },
              {
                head: t('trace.who'),
                cell: (one) => [one.name, one.organisation].filter(Boolean).join(' · '),
              },
              { head: t('ledger.at'), cell: (one) => formatTime(one.at, language) },
              { head: t('review.note'), cell: (one) => one.note || '—' },
              { head: t('trace.log'), cell: (one) => <LogLink place={one.place} /> },
            ]}
          />
        )}
      </Card>
      <Card title={t('trace.group', { count: trace.lines.length })}>
        <p>{t('trace.group.why')}</p>
        <Lines caption={t('ledger.group')} lines={trace.lines} current={trace.seq} />
        <p className="fingerprint">{trace.group}</p>
      </Card>
    </>
  );
}

export function LedgerTransferPage({ params }: PageProps): ReactNode {
  const id = Number(params.id);
  const query = useQuery({
    queryKey: ['ledger', 'transfer', id],
    queryFn: ({ signal }) =>
      taken<LedgerTrace>(api.GET('/api/ledger/transfers/{id}', { params: at(id), signal })),
  });
  return <Answer query={query}>{(trace) => <TraceView trace={trace} />}</Answer>;
}

function EntryView({ entry }: { entry: LogEntry }): ReactNode {
  const { t, label } = useWords();
  return (
    <>
      <div className="page-head">
        <h1>{t('trace.entry', { place: entry.place })}</h1>
        <Facts
          items={[
            [t('trace.kind'), label('trace.kind', entry.kind)],
            [
              t('trace.of'),
              entry.kind === 'transfer' ? (
                <Link key="of" to={`/ledger/transfers/${entry.ref}`}>
                  {t('trace.transfer', { seq: entry.ref })}
                </Link>
              ) : (
                entry.ref
              ),
            ],
            [t('trace.size'), entry.size],
          ]}
        />
      </div>
      {entry.body && (
        <Card title={t('trace.body')}>
          <p className="fingerprint">{entry.body}</p>
        </Card>
      )}
      <Card title={t('trace.proof')}>
        <p>{t('trace.proof.why')}</p>
        <Facts
          items={[
            [
              t('trace.leaf'),
              <span key="leaf" className="fingerprint">
                {entry.leaf}
              </span>,
            ],
            [
              t('trace.root'),
              <span key="root" className="fingerprint">
                {entry.root}
              </span>,
            ],
          ]}
        />
        <details className="more">
          <summary>{t('trace.path', { count: entry.path.length })}</summary>
          <ol>
            {entry.path.map((hash, i) => (
              <li key={`${i} ${hash}`} className="fingerprint">
                {hash}
              </li>
            ))}
          </ol>
        </details>
        {entry.checkpoint === null ? (
          <Notice kind="info" title={t('trace.unsigned')}>
            <p>{t('trace.unsigned.remedy')}</p>
          </Notice>
        ) : (
          <>
            <Download path={`/log/${entry.place}/proof`}>{t('trace.proof.get')}</Download>
            <p className="field-note">
              {t('trace.check')}{' '}
              <code className="breakable">
                dure-verify document proof-{entry.place}.txt --key KEY
              </code>
            </p>
          </>
        )}
      </Card>
    </>
  );
}

export function LogEntryPage({ params }: PageProps): ReactNode {
  const place = params.id ?? '';
  const query = useQuery({
    queryKey: ['journal', place],
    queryFn: ({ signal }) =>
      taken<LogEntry>(
        api.GET('/api/log/{key}', { params: { path: { key: place } }, signal }),
      ),
  });
  return <Answer query={query}>{(entry) => <EntryView entry={entry} />}</Answer>;
}

/* What an agreement has left in the book: the way back. */
export function AgreementEntries({ id }: { id: number }): ReactNode {
  const { t } = useWords();
  const { role } = useSession();
  const readers = [
    'adopter_owner',
    'adopter_member',
    'accountant',
    ...logReaders,
  ];
  const mayRead = readers.includes(role);
  const query = useQuery({
    queryKey: ['ledger', 'agreement', id],
    queryFn: ({ signal }) =>
      taken<Items<LedgerTransfer>>(
        api.GET('/api/agreements/{id}/transfers', { params: at(id), signal }),
      ),
    enabled: mayRead,
  });
  if (!mayRead) return null;
  return (
    <Card title={t('trace.entries')}>
      <Answer query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('trace.entries.none')} />
          ) : (
            <Lines caption={t('trace.entries')} lines={items} />
          )
        }
      </Answer>
    </Card>
  );
}
