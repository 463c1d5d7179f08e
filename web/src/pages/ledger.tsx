/* The book: every account with its balance, every transfer in the order it was booked. */
import { useState, type ReactNode } from 'react';
import { api, taken } from '../api/client.ts';
import type { Items, LedgerAccount, LedgerTransfer, Role } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import type { PageProps } from '../app/routes.tsx';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { TextField } from '../kit/field.tsx';
import { formatNumber, formatTime } from '../kit/format.ts';
import { PagedAnswer, usePages } from '../kit/pages.tsx';
import { Badge, Card, Money, Table, type Tone } from '../kit/show.tsx';
import { Empty } from '../kit/states.tsx';
import { Tabs } from '../kit/tabs.tsx';
import type { Key } from '../words/key.ts';
import { useWords } from '../words/words.tsx';
import { Duties, Exports, InterestAndRelated, Nights, Purposes, Tax } from './book.tsx';

/* The server follows a number for everybody but a supplier. */
const mayTrace = (role: Role): boolean => role !== 'supplier';

const kindTone: Record<LedgerTransfer['kind'], Tone> = {
  posted: 'ok',
  pending: 'warn',
  post: 'ok',
  void: 'quiet',
};

function Accounts({
  accounts,
  onPick,
}: {
  accounts: LedgerAccount[];
  onPick: (account: LedgerAccount) => void;
}): ReactNode {
  const { t, name, label } = useWords();
  if (accounts.length === 0) return <Empty title={t('ledger.no_accounts')} />;
  return (
    <Table
      caption={t('ledger.accounts')}
      isCaptionHidden
      rows={accounts}
      rowKey={(account) => account.id}
      columns={[
        {
          head: t('ledger.account'),
          isRowHead: true,
          cell: (account) => (
            <Button kind="quiet" onPress={() => onPick(account)}>
              {account.code} {name(account)}
            </Button>
          ),
        },
        { head: t('ledger.owner'), cell: (account) => account.organisation ?? '—' },
        {
          head: t('ledger.project'),
          cell: (account) =>
            account.project === null ? '—' : t('ledger.project.of', { id: account.project }),
        },
        {
          head: t('contribution.source'),
          cell: (account) => (account.source ? label('source', account.source) : '—'),
        },
        {
          head: t('ledger.debits'),
          align: 'right',
          cell: (account) => <Money won={account.debits_posted} />,
        },
        {
          head: t('ledger.credits'),
          align: 'right',
          cell: (account) => <Money won={account.credits_posted} />,
        },
        {
          head: t('ledger.pending'),
          align: 'right',
          cell: (account) => <Money won={account.debits_pending + account.credits_pending} />,
        },
        {
          head: t('ledger.balance'),
          align: 'right',
          cell: (account) => <Money won={account.balance} />,
        },
      ]}
    />
  );
}

function Transfers({ transfers }: { transfers: LedgerTransfer[] }): ReactNode {
  const { t, name, label, language } = useWords();
  const { role } = useSession();
  if (transfers.length === 0) return <Empty title={t('ledger.no_transfers')} />;
  return (
    <Table
      caption={t('ledger.transfers')}
      isCaptionHidden
      rows={transfers}
      rowKey={(transfer) => transfer.seq}
      columns={[
        {
          head: t('ledger.seq'),
          align: 'right',
          cell: (transfer) =>
            mayTrace(role) ? (
              <Link to={`/ledger/transfers/${transfer.seq}`}>{transfer.seq}</Link>
            ) : (
              <span className="number">{transfer.seq}</span>
            ),
        },
        { head: t('ledger.at'), cell: (transfer) => formatTime(transfer.event_at, language) },
        {
          head: t('ledger.what'),
          isRowHead: true,
          cell: (transfer) => `${transfer.code} ${name(transfer)}`,
        },
        { head: t('ledger.debit'), cell: (transfer) => transfer.debit_name },
        { head: t('ledger.credit'), cell: (transfer) => transfer.credit_name },
        {
          head: t('split.amount'),
          align: 'right',
          cell: (transfer) => <Money won={transfer.amount} />,
        },
        {
          head: t('ledger.kind'),
          cell: (transfer) => (
            <Badge tone={kindTone[transfer.kind]}>{label('ledger_kind', transfer.kind)}</Badge>
          ),
        },
        {
          head: t('ledger.group'),
          cell: (transfer) => `${transfer.group_index + 1}/${transfer.group_count}`,
        },
      ]}
    />
  );
}

function Accounting(): ReactNode {
  const { t, name } = useWords();
  const { role } = useSession();
  const [picked, setPicked] = useState<LedgerAccount | null>(null);
  const [search, setSearch] = useState('');
  const accounts = usePages<LedgerAccount>(
    ['ledger', 'accounts'],
    (account) => account.id,
    ({ params, signal }) =>
      taken<Items<LedgerAccount>>(
        api.GET('/api/ledger/accounts', { params: params as never, signal }),
      ),
  );
  const transfers = usePages<LedgerTransfer>(
    ['ledger', 'transfers'],
    (transfer) => transfer.seq,
    ({ params, signal }) =>
      taken<Items<LedgerTransfer>>(
        api.GET('/api/ledger/transfers', { params: params as never, signal }),
      ),
  );
  const wanted = search.trim().toLowerCase();
  const matches = (transfer: LedgerTransfer): boolean =>
    (!picked || transfer.debit === picked.id || transfer.credit === picked.id) &&
    (!wanted ||
      [
        transfer.ko,
        transfer.en,
        transfer.debit_name,
        transfer.credit_name,
        transfer.group,
        String(transfer.amount),
        formatNumber(transfer.amount),
      ].some((text) => text.toLowerCase().includes(wanted)));
  return (
    <>
      <Card title={t('ledger.accounts')}>
        <PagedAnswer query={accounts}>
          {(items) => <Accounts accounts={items} onPick={setPicked} />}
        </PagedAnswer>
      </Card>
      <Card
        title={picked ? t('ledger.transfers.of', { account: name(picked) }) : t('ledger.transfers')}
        aside={
          picked && (
            <div className="actions">
              {mayTrace(role) && (
                <Link to={`/ledger/accounts/${picked.id}`}>{t('trace.follow')}</Link>
              )}
              <Button onPress={() => setPicked(null)}>{t('ledger.all')}</Button>
            </div>
          )
        }
      >
        <TextField
          label={t('ledger.search')}
          value={search}
          onChange={setSearch}
          description={t('ledger.search.note')}
        />
        <PagedAnswer query={transfers}>
          {(items) => <Transfers transfers={items.filter(matches)} />}
        </PagedAnswer>
      </Card>
    </>
  );
}

/* Whoever may not see a part of the book has no door to it. */
interface Part {
  tab: string;
  text: Key;
  roles: readonly Role[];
  part: () => ReactNode;
}
const overseers: readonly Role[] = [
  'operator_officer',
  'operator_finance',
  'ministry_viewer',
  'accountant',
  'auditor',
];
const parts: readonly Part[] = [
  { tab: 'nights', text: 'book.nights', roles: overseers, part: Nights },
  { tab: 'duties', text: 'book.duties', roles: [...overseers, 'sponsor_officer'], part: Duties },
  {
    tab: 'contributions',
    text: 'book.purposes',
    roles: [...overseers, 'sponsor_officer'],
    part: Purposes,
  },
  { tab: 'tax', text: 'book.tax', roles: ['sponsor_officer'], part: Tax },
  {
    tab: 'entries',
    text: 'book.more',
    roles: ['operator_officer', 'operator_finance'],
    part: InterestAndRelated,
  },
  {
    tab: 'exports',
    text: 'book.exports',
    roles: ['operator_finance', 'accountant', 'auditor'],
    part: Exports,
  },
];

export function LedgerPage({ params }: PageProps): ReactNode {
  const { t } = useWords();
  const { role } = useSession();
  const mine = parts.filter((one) => one.roles.includes(role));
  const chosen = mine.find((one) => one.tab === params.tab);
  const Chosen = chosen?.part ?? Accounting;
  return (
    <>
      <div className="page-head">
        <h1>{t('ledger.title')}</h1>
        <p>{t('ledger.why')}</p>
      </div>
      {mine.length > 0 && (
        <Tabs
          label={t('ledger.title')}
          current={chosen ? `/ledger/${chosen.tab}` : '/ledger'}
          tabs={[
            ['/ledger', t('book.accounts')],
            ...mine.map((one): [string, string] => [`/ledger/${one.tab}`, t(one.text)]),
          ]}
        />
      )}
      <Chosen />
    </>
  );
}
