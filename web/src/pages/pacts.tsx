/* The agreements of the three parties: what a sponsor promises for each year, and who has signed. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, at, taken } from '../api/client.ts';
import type { Pact } from '../api/money.ts';
import type { Items, Organisation } from '../api/types.ts';
import { Link, navigate } from '../app/router.tsx';
import type { PageProps } from '../app/routes.tsx';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { useFieldErrors } from '../kit/field-errors.ts';
import { Form, MoneyField, SelectField, TextField } from '../kit/field.tsx';
import { formatDay, formatTime } from '../kit/format.ts';
import { parseWon } from '../kit/money.ts';
import { Badge, Card, Facts, Money, Table } from '../kit/show.tsx';
import { Answer, Empty, Notice, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

interface YearTyped {
  year: number;
  amount: string;
}
const thisYear = (): number => new Date(Date.now() + 9 * 3600_000).getUTCFullYear();
const YEARS_MAX = 10;

function Draft({ organisations }: { organisations: readonly Organisation[] }): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const sponsors = organisations.filter((one) => one.kind === 'sponsor');
  const ministries = organisations.filter((one) => one.kind === 'ministry');
  const [title, setTitle] = useState('');
  const [sponsor, setSponsor] = useState(String(sponsors[0]?.id ?? ''));
  const [ministry, setMinistry] = useState(String(ministries[0]?.id ?? ''));
  const [years, setYears] = useState<YearTyped[]>([{ year: thisYear(), amount: '' }]);
  const make = useMutation({
    mutationFn: () =>
      taken<Pact>(
        api.POST('/api/pacts', {
          body: {
            title: title.trim(),
            sponsor_id: Number(sponsor),
            ministry_id: Number(ministry),
            years: years.map((one) => ({ year: one.year, amount: parseWon(one.amount) ?? 0 })),
          },
        }),
      ),
    onSuccess: (pact) => {
      void client.invalidateQueries({ queryKey: ['pacts'] });
      navigate(`/pacts/${pact.id}`);
    },
  });
  const { beside, rest } = useFieldErrors(make.error, ['title', 'sponsor_id', 'ministry_id']);
  const isWhole =
    title.trim() !== '' &&
    sponsor !== '' &&
    ministry !== '' &&
    years.every((one) => (parseWon(one.amount) ?? 0) > 0);
  if (sponsors.length === 0 || ministries.length === 0)
    return (
      <Empty title={t('pacts.no_parties')}>
        <Link to="/people">{t('nav.people')}</Link>
      </Empty>
    );
  return (
    <Form onSubmit={() => isWhole && make.mutate()}>
      <TextField
        label={t('pacts.name')}
        value={title}
        onChange={setTitle}
        maxLength={200}
        error={beside.title ?? null}
      />
      <SelectField
        label={t('pacts.sponsor')}
        value={sponsor}
        onChange={setSponsor}
        choices={sponsors.map((one) => ({ value: String(one.id), text: one.name }))}
        error={beside.sponsor_id ?? null}
      />
      <SelectField
        label={t('pacts.ministry')}
        value={ministry}
        onChange={setMinistry}
        choices={ministries.map((one) => ({ value: String(one.id), text: one.name }))}
        error={beside.ministry_id ?? null}
      />
      {years.map((one, i) => (
        <MoneyField
          key={one.year}
          label={t('pacts.year', { year: one.year })}
          value={one.amount}
          onChange={(amount) =>
            setYears(years.map((old, j) => (j === i ? { ...old, amount } : old)))
          }
        />
      ))}
      <div className="actions">
        <Button
          onPress={() => setYears([...years, { year: years.at(-1)!.year + 1, amount: '' }])}
          isDisabled={years.length >= YEARS_MAX}
        >
          {t('pacts.year.more')}
        </Button>
        {years.length > 1 && (
          <Button onPress={() => setYears(years.slice(0, -1))}>{t('pacts.year.less')}</Button>
        )}
      </div>
      {rest !== null && <ProblemNotice error={rest} />}
      <Button kind="primary" type="submit" isPending={make.isPending} isDisabled={!isWhole}>
        {t('pacts.make')}
      </Button>
    </Form>
  );
}

const signedOf = (pact: Pact): number => pact.signatures.filter((one) => one.at !== null).length;

function PactState({ pact }: { pact: Pact }): ReactNode {
  const { t } = useWords();
  if (pact.active_at) return <Badge tone="ok">{t('pacts.active')}</Badge>;
  return (
    <Badge tone="warn">
      {t('pacts.signing', { signed: signedOf(pact), all: pact.signatures.length })}
    </Badge>
  );
}

export function PactsPage(): ReactNode {
  const { t, language } = useWords();
  const { role } = useSession();
  const mayMake = role === 'operator_officer';
  const organisations = useQuery({
    queryKey: ['organisations'],
    queryFn: ({ signal }) => taken<Items<Organisation>>(api.GET('/api/organisations', { signal })),
    enabled: mayMake,
  });
  const query = useQuery({
    queryKey: ['pacts'],
    queryFn: ({ signal }) => taken<Items<Pact>>(api.GET('/api/pacts', { signal })),
  });
  return (
    <>
      <div className="page-head">
        <h1>{t('pacts.title')}</h1>
        <p>{t('pacts.why')}</p>
        {mayMake && <Link to="/inquiries">{t('inquiries.title')}</Link>}
      </div>
      <Card title={t('pacts.list')}>
        <Answer query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={t('pacts.none')} />
            ) : (
              <Table
                caption={t('pacts.list')}
                isCaptionHidden
                rows={items}
                rowKey={(pact) => pact.id}
                columns={[
                  {
                    head: t('pacts.name'),
                    isRowHead: true,
                    cell: (pact) => <Link to={`/pacts/${pact.id}`}>{pact.title}</Link>,
                  },
                  {
                    head: t('pacts.sponsor'),
                    cell: (pact) => pact.signatures[0]?.organisation ?? '—',
                  },
                  {
                    head: t('pacts.years'),
                    cell: (pact) =>
                      [pact.years[0]?.year, pact.years.at(-1)?.year]
                        .filter((year, i, all) => i === 0 || year !== all[0])
                        .join('–'),
                  },
                  {
                    head: t('pacts.total'),
                    align: 'right',
                    cell: (pact) => <Money won={pact.total} />,
                  },
                  {
                    head: t('pacts.made'),
                    cell: (pact) => formatDay(pact.created_at, language),
                  },
                  { head: t('case.state'), cell: (pact) => <PactState pact={pact} /> },
                ]}
              />
            )
          }
        </Answer>
      </Card>
      {mayMake && (
        <Card title={t('pacts.draft')}>
          <Answer query={organisations}>{({ items }) => <Draft organisations={items} />}</Answer>
        </Card>
      )}
    </>
  );
}

function Sign({ pact }: { pact: Pact }): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const { organisation_id, organisation, role } = useSession();
  const own = pact.signatures.find((one) => one.organisation_id === organisation_id);
  const sign = useMutation({
    mutationFn: () =>
      taken<Pact>(
        api.POST('/api/pacts/{id}/sign', { params: at(pact.id), body: { hash: pact.hash } }),
      ),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['pacts'] }),
  });
  const signers = ['sponsor_officer', 'operator_officer', 'ministry_viewer'];
  if (!own || !signers.includes(role)) return null;
  if (own.at) return sign.isSuccess ? <Notice kind="ok" title={t('pacts.signed')} /> : null;
  return (
    <>
      <p>{t('pacts.sign.what', { organisation })}</p>
      {sign.error && <ProblemNotice error={sign.error} />}
      <Button kind="primary" onPress={() => sign.mutate()} isPending={sign.isPending}>
        {t('pacts.sign')}
      </Button>
    </>
  );
}

function PactView({ pact }: { pact: Pact }): ReactNode {
  const { t, label, language } = useWords();
  const parties = ['sponsor', 'operator', 'ministry'];
  return (
    <>
      <div className="page-head">
        <h1>{pact.title}</h1>
        <PactState pact={pact} />
        <Facts
          items={[
            [t('pacts.total'), <Money key="total" won={pact.total} spoken />],
            [t('pacts.made'), formatDay(pact.created_at, language)],
            [t('pacts.active_at'), formatDay(pact.active_at, language)],
          ]}
        />
      </div>
      <Card title={t('pacts.years')}>
        <Table
          caption={t('pacts.years')}
          isCaptionHidden
          rows={pact.years}
          rowKey={(one) => one.year}
          columns={[
            {
              head: t('pacts.years'),
              isRowHead: true,
              cell: (one) => t('pacts.year', { year: one.year }),
            },
            {
              head: t('contribution.amount'),
              align: 'right',
              cell: (one) => <Money won={one.amount} spoken />,
            },
          ]}
        />
      </Card>
      <Card title={t('pacts.signatures')}>
        <ul className="signatures">
          {pact.signatures.map((one, i) => (
            <li key={one.organisation_id} className={one.at ? 'signed' : 'unsigned'}>
              <b>
                {label('pact_party', parties[i] ?? '')} · {one.organisation}
              </b>
              <span>
                {one.at
                  ? [one.name, formatTime(one.at, language)].filter(Boolean).join(' · ')
                  : t('pacts.unsigned')}
              </span>
            </li>
          ))}
        </ul>
        <p className="fingerprint">{t('pacts.hash', { hash: pact.hash })}</p>
        <Sign pact={pact} />
      </Card>
    </>
  );
}

export function PactPage({ params }: PageProps): ReactNode {
  const id = Number(params.id);
  const query = useQuery({
    queryKey: ['pacts', id],
    queryFn: ({ signal }) => taken<Pact>(api.GET('/api/pacts/{id}', { params: at(id), signal })),
  });
  return <Answer query={query}>{(pact) => <PactView pact={pact} />}</Answer>;
}
