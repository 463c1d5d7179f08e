/* What the book says of itself: each night's trial balance, what waits for whom, contributions by
 * purpose, tax, interest and related parties, exports. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, done, taken } from '../api/client.ts';
import type { Duty, Night, Purpose, RelatedParty, TaxStatement } from '../api/money.ts';
import type { Items, Organisation } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { Download } from '../kit/download.tsx';
import { useFieldErrors } from '../kit/field-errors.ts';
import { Form, MoneyField, SelectField, TextField } from '../kit/field.tsx';
import { formatDay, formatNumber, formatTime } from '../kit/format.ts';
import { parseWon } from '../kit/money.ts';
import { ProvenDownload } from '../kit/proven-download.tsx';
import { Badge, Card, Facts, Money, Table } from '../kit/show.tsx';
import { Answer, Empty, Notice, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

export function Nights(): ReactNode {
  const { t, language } = useWords();
  const query = useQuery({
    queryKey: ['ledger', 'nights'],
    queryFn: ({ signal }) => taken<Items<Night>>(api.GET('/api/ledger/nights', { signal })),
  });
  return (
    <Card title={t('book.nights')}>
      <p>{t('book.nights.why')}</p>
      <Answer query={query}>
        {({ items }) => {
          const wrong = items.find((night) => night.balanced === false);
          if (items.length === 0) return <Empty title={t('book.nights.none')} />;
          return (
            <>
              {wrong && (
                <div className="notice notice-danger" role="alert">
                  <p className="notice-title">
                    {t('book.nights.wrong', { day: formatDay(wrong.day, language) })}
                  </p>
                  <p>{wrong.fault}</p>
                </div>
              )}
              <Table
                caption={t('book.nights')}
                isCaptionHidden
                rows={items}
                rowKey={(night) => night.day}
                columns={[
                  {
                    head: t('book.night'),
                    isRowHead: true,
                    cell: (night) => formatDay(night.day, language),
                  },
                  {
                    head: t('book.balance'),
                    cell: (night) =>
                      night.balanced ? (
                        <Badge tone="ok">{t('book.balanced')}</Badge>
                      ) : (
                        <>
                          <Badge tone="danger">{t('book.unbalanced')}</Badge> {night.fault}
                        </>
                      ),
                  },
                  {
                    head: t('book.transfers'),
                    align: 'right',
                    cell: (night) => formatNumber(night.transfers ?? 0),
                  },
                  {
                    head: t('book.pending_open'),
                    align: 'right',
                    cell: (night) => formatNumber(night.pending_open ?? 0),
                  },
                  {
                    head: t('book.overdue'),
                    align: 'right',
                    cell: (night) => (
                      <span>
                        {night.overdue} · <Money won={night.overdue_won} />
                      </span>
                    ),
                  },
                  {
                    head: t('book.bank_open'),
                    align: 'right',
                    cell: (night) => formatNumber(night.bank_open ?? 0),
                  },
                  { head: t('ledger.at'), cell: (night) => formatTime(night.at, language) },
                ]}
              />
            </>
          );
        }}
      </Answer>
    </Card>
  );
}

export function Duties(): ReactNode {
  const { t, name, language } = useWords();
  const query = useQuery({
    queryKey: ['ledger', 'duties'],
    queryFn: ({ signal }) => taken<Items<Duty>>(api.GET('/api/ledger/duties', { signal })),
  });
  return (
    <Card title={t('book.duties')}>
      <p>{t('book.duties.why')}</p>
      <Answer query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('book.duties.none')} />
          ) : (
            <Table
              caption={t('book.duties')}
              isCaptionHidden
              rows={[...items].sort((a, b) => a.due.localeCompare(b.due))}
              rowKey={(duty) => duty.account}
              columns={[
                {
                  head: t('ledger.account'),
                  isRowHead: true,
                  cell: (duty) => (
                    <Link to={`/ledger/accounts/${duty.account}`}>
                      {duty.code} {name(duty)}
                    </Link>
                  ),
                },
                { head: t('book.duty.owner'), cell: (duty) => duty.owner ?? '—' },
                {
                  head: t('ledger.balance'),
                  align: 'right',
                  cell: (duty) => <Money won={duty.amount} />,
                },
                { head: t('book.duty.since'), cell: (duty) => formatDay(duty.since, language) },
                {
                  head: t('book.duty.due'),
                  cell: (duty) => (
                    <span>
                      {formatDay(duty.due, language)}{' '}
                      {duty.late && <Badge tone="danger">{t('book.late')}</Badge>}
                    </span>
                  ),
                },
                { head: t('book.basis'), cell: (duty) => duty.basis },
              ]}
            />
          )
        }
      </Answer>
    </Card>
  );
}

/* Ninety days before the law's last day is early enough to spend and too late to forget. */
const ALARM_DAYS = 90;
const daysUntil = (day: string): number =>
  Math.ceil((new Date(`${day}T23:59:59+09:00`).getTime() - Date.now()) / 86_400_000);

function SpendBy({ purpose }: { purpose: Purpose }): ReactNode {
  const { t, language } = useWords();
  if (!purpose.spend_by) return '—';
  const days = daysUntil(purpose.spend_by);
  return (
    <>
      {formatDay(purpose.spend_by, language)}{' '}
      {purpose.overdue > 0 ? (
        <Badge tone="danger">{t('book.late')}</Badge>
      ) : (
        days <= ALARM_DAYS && <Badge tone="warn">{t('book.days_left', { days })}</Badge>
      )}
    </>
  );
}

export function Purposes(): ReactNode {
  const { t, language } = useWords();
  const query = useQuery({
    queryKey: ['ledger', 'contributions'],
    queryFn: ({ signal }) =>
      taken<Items<Purpose>>(api.GET('/api/ledger/contributions', { signal })),
  });
  return (
    <Card title={t('book.purposes')}>
      <p>{t('book.purposes.why')}</p>
      <Answer query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('contributions.none')} />
          ) : (
            <>
              <p className="field-note">
                {t('book.cut_off', { at: formatTime(items[0]?.cut_off, language) })}
              </p>
              <Table
                caption={t('book.purposes')}
                isCaptionHidden
                rows={items}
                rowKey={(one) => `${one.source} ${one.designation}`}
                columns={[
                  {
                    head: t('contribution.giver'),
                    isRowHead: true,
                    cell: (one) =>
                      `${one.source ?? '—'} · ${t('book.designation', { id: one.designation })}`,
                  },
                  {
                    head: t('book.received'),
                    align: 'right',
                    cell: (one) => <Money won={one.received} />,
                  },
                  {
                    head: t('book.allotted'),
                    align: 'right',
                    cell: (one) => <Money won={one.allotted} />,
                  },
                  { head: t('book.paid'), align: 'right', cell: (one) => <Money won={one.paid} /> },
                  { head: t('book.left'), align: 'right', cell: (one) => <Money won={one.left} /> },
                  {
                    head: t('book.related_won'),
                    align: 'right',
                    cell: (one) => <Money won={one.related} />,
                  },
                  {
                    head: t('contribution.spend_by'),
                    cell: (one) => <SpendBy purpose={one} />,
                  },
                ]}
              />
            </>
          )
        }
      </Answer>
    </Card>
  );
}

const thisYear = (): number => new Date(Date.now() + 9 * 3600_000).getUTCFullYear();
const YEARS_BACK = 6;

export function Tax(): ReactNode {
  const { t } = useWords();
  const [year, setYear] = useState(String(thisYear()));
  const query = useQuery({
    queryKey: ['ledger', 'tax', year],
    queryFn: ({ signal }) =>
      taken<TaxStatement>(
        api.GET('/api/ledger/tax', { params: { query: { year: Number(year) } }, signal }),
      ),
  });
  return (
    <Card title={t('book.tax')}>
      <p>{t('book.tax.why')}</p>
      <SelectField
        label={t('book.tax.year')}
        value={year}
        onChange={setYear}
        choices={Array.from({ length: YEARS_BACK }, (_, i) => ({
          value: String(thisYear() - i),
          text: String(thisYear() - i),
        }))}
      />
      <Answer query={query}>
        {(tax) => (
          <>
            <Facts
              items={[
                [t('book.tax.received'), <Money key="received" won={tax.received} />],
                [t('book.tax.returned'), <Money key="returned" won={tax.returned} />],
                [t('book.tax.related'), <Money key="related" won={tax.related} />],
                [t('book.tax.base'), <Money key="base" won={tax.base} spoken />],
                [t('book.tax.rate'), `${formatNumber(tax.rate_bp / 100, 2)}%`],
                [t('book.tax.credit'), <Money key="credit" won={tax.credit} spoken />],
              ]}
            />
            <p className="field-note">{tax.basis}</p>
            <div className="actions">
              <Download path={`/ledger/tax.pdf?year=${year}`}>{t('papers.pdf')}</Download>
              <Download path={`/ledger/tax.xlsx?year=${year}`}>{t('papers.xlsx')}</Download>
              <a
                className="button"
                href={`/api/ledger/tax?year=${year}`}
                download={`tax-${year}.json`}
              >
                {t('book.tax.download')}
              </a>
            </div>
          </>
        )}
      </Answer>
    </Card>
  );
}

const banks = ['fund', 'subsidy', 'market'] as const;

export function Interest(): ReactNode {
  const { t, label } = useWords();
  const client = useQueryClient();
  const [bank, setBank] = useState<(typeof banks)[number]>('fund');
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  const [amount, setAmount] = useState('');
  const won = parseWon(amount);
  const book = useMutation({
    mutationFn: () =>
      done(
        api.POST('/api/ledger/interest', { body: { bank, from, until, amount: won ?? 0 } }),
      ),
    onSuccess: () => {
      setAmount('');
      void client.invalidateQueries({ queryKey: ['ledger'] });
    },
  });
  const { beside, rest } = useFieldErrors(book.error, ['bank', 'from', 'until', 'amount']);
  const isWhole = won !== null && won > 0 && from !== '' && until !== '';
  return (
    <Card title={t('book.interest')}>
      <p>{t('book.interest.why')}</p>
      <Form onSubmit={() => isWhole && book.mutate()}>
        <SelectField
          label={t('book.interest.bank')}
          value={bank}
          onChange={(value) => setBank(value as (typeof banks)[number])}
          choices={banks.map((one) => ({ value: one, text: label('book.bank', one) }))}
          error={beside.bank ?? null}
        />
        <TextField
          label={t('book.interest.from')}
          type="date"
          value={from}
          onChange={setFrom}
          error={beside.from ?? null}
        />
        <TextField
          label={t('book.interest.until')}
          type="date"
          value={until}
          onChange={setUntil}
          description={t('book.interest.until.note')}
          error={beside.until ?? null}
        />
        <MoneyField
          label={t('split.amount')}
          value={amount}
          onChange={setAmount}
          error={beside.amount ?? null}
        />
        {rest !== null && <ProblemNotice error={rest} />}
        {book.isSuccess && <Notice kind="ok" title={t('contribution.done')} />}
        <Button kind="primary" type="submit" isPending={book.isPending} isDisabled={!isWhole}>
          {t('contribution.record')}
        </Button>
      </Form>
    </Card>
  );
}

/* Whom a giver's money does not reach: all of them for who keeps the book, its own for a giver. */
export function RelatedList(): ReactNode {
  const { t, language } = useWords();
  const query = useQuery({
    queryKey: ['ledger', 'related'],
    queryFn: ({ signal }) =>
      taken<Items<RelatedParty>>(api.GET('/api/ledger/related', { signal })),
  });
  return (
    <Answer query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title={t('book.related.none')} />
        ) : (
          <Table
            caption={t('book.related')}
            isCaptionHidden
            rows={items}
            rowKey={(one) => `${one.source_id}-${one.organisation_id}`}
            columns={[
              { head: t('contribution.giver'), isRowHead: true, cell: (one) => one.source ?? '—' },
              { head: t('book.related.party'), cell: (one) => one.organisation ?? '—' },
              { head: t('book.related.since'), cell: (one) => formatDay(one.since, language) },
              { head: t('claims.basis'), cell: (one) => one.basis },
            ]}
          />
        )
      }
    </Answer>
  );
}

export function RelatedParties(): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const [source, setSource] = useState('');
  const [organisation, setOrganisation] = useState('');
  const [basis, setBasis] = useState('');
  const query = useQuery({
    queryKey: ['organisations'],
    queryFn: ({ signal }) => taken<Items<Organisation>>(api.GET('/api/organisations', { signal })),
  });
  const all = query.data?.items ?? [];
  const givers = all.filter((one) => one.kind === 'sponsor');
  const others = all.filter((one) => one.kind === 'adopter' || one.kind === 'supplier');
  const relate = useMutation({
    mutationFn: () =>
      done(
        api.POST('/api/ledger/related', {
          body: {
            source_id: Number(source || givers[0]?.id),
            organisation_id: Number(organisation || others[0]?.id),
            basis: basis.trim(),
          },
        }),
      ),
    onSuccess: () => {
      setBasis('');
      void client.invalidateQueries({ queryKey: ['ledger', 'related'] });
    },
  });
  const { beside, rest } = useFieldErrors(relate.error, ['source_id', 'organisation_id', 'basis']);
  const isWhole = basis.trim() !== '' && givers.length > 0 && others.length > 0;
  const choices = (list: readonly Organisation[]): { value: string; text: string }[] =>
    list.map((one) => ({ value: String(one.id), text: one.name }));
  return (
    <Card title={t('book.related')}>
      <p>{t('book.related.why')}</p>
      <RelatedList />
      <Answer query={query}>
        {() => (
          <Form onSubmit={() => isWhole && relate.mutate()}>
            <SelectField
              label={t('contribution.giver')}
              value={source}
              onChange={setSource}
              choices={choices(givers)}
              error={beside.source_id ?? null}
            />
            <SelectField
              label={t('book.related.party')}
              value={organisation}
              onChange={setOrganisation}
              choices={choices(others)}
              error={beside.organisation_id ?? null}
            />
            <TextField
              label={t('claims.basis')}
              value={basis}
              onChange={setBasis}
              maxLength={130}
              description={t('book.related.basis')}
              error={beside.basis ?? null}
            />
            {rest !== null && <ProblemNotice error={rest} />}
            {relate.isSuccess && <Notice kind="ok" title={t('contribution.done')} />}
            <Button
              kind="primary"
              type="submit"
              isPending={relate.isPending}
              isDisabled={!isWhole}
            >
              {t('book.related.go')}
            </Button>
          </Form>
        )}
      </Answer>
    </Card>
  );
}

export function Exports(): ReactNode {
  const { t } = useWords();
  return (
    <Card title={t('book.exports')}>
      <p>{t('book.exports.why')}</p>
      <div className="actions">
        <ProvenDownload
          fileName="book.jsonl"
          fetchIt={() => taken<Blob>(api.GET('/api/ledger/export', { parseAs: 'blob' }) as never)}
        >
          {t('book.export.whole')}
        </ProvenDownload>
        <ProvenDownload
          fileName="book.journal"
          fetchIt={() => taken<Blob>(api.GET('/api/ledger/journal', { parseAs: 'blob' }) as never)}
        >
          {t('book.export.hledger')}
        </ProvenDownload>
        <ProvenDownload
          fileName="book.xlsx"
          fetchIt={() => taken<Blob>(api.GET('/api/ledger.xlsx', { parseAs: 'blob' }) as never)}
        >
          {t('book.export.xlsx')}
        </ProvenDownload>
      </div>
      <p className="field-note">
        {t('book.exports.check')} <code>dure-verify ledger book.jsonl</code>
      </p>
    </Card>
  );
}

export function InterestAndRelated(): ReactNode {
  const { role } = useSession();
  return (
    <>
      {role === 'operator_finance' && <Interest />}
      <RelatedParties />
    </>
  );
}
