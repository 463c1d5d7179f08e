/* The first page of every role: what to do, how it stands, and who waits for whom. */
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, type ReactNode } from 'react';
import { api, taken } from '../api/client.ts';
import type { Dashboard, DashboardCase } from '../api/types.ts';
import { cases } from '../app/chunks.ts';
import { Link } from '../app/router.tsx';
import { useSession } from '../app/session.tsx';
import { formatDay, formatNumber } from '../kit/format.ts';
import { Badge, Card, Money, Table } from '../kit/show.tsx';
import { Answer, Empty } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { stateTone } from '../kit/tones.ts';

/* Of a factory alone, and fetched with the pages of the case. */
const OwnerPanel = lazy(async () => ({ default: (await cases()).OwnerPanel }));

function Todo({ dashboard }: { dashboard: Dashboard }): ReactNode {
  const { t, name, language } = useWords();
  const [first, ...rest] = dashboard.todo ?? [];
  if (!first) return <Empty title={t('home.nothing_to_do')} />;
  return (
    <>
      <div className="next">
        <div>
          <p className="next-head">{t('home.first')}</p>
          <p className="next-what">{name(first)}</p>
          {first.due && (
            <p className="next-due">{t('home.due', { day: formatDay(first.due, language) })}</p>
          )}
        </div>
        <Link to={first.link} className="button button-primary">
          {t('home.open')}
        </Link>
      </div>
      {rest.length > 0 && (
        <ul className="todo">
          {rest.map((todo) => (
            <li key={todo.link + todo.ko}>
              <Link to={todo.link}>{name(todo)}</Link>
              {todo.due && <span>{t('home.due', { day: formatDay(todo.due, language) })}</span>}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Numbers({ dashboard }: { dashboard: Dashboard }): ReactNode {
  const { name, t } = useWords();
  if (!dashboard.numbers || dashboard.numbers.length === 0) return null;
  return (
    <section className="numbers" aria-label={t('home.numbers')}>
      {dashboard.numbers.map((number) => (
        <div className="number-tile" key={number.key}>
          <p className="number-name">{name(number)}</p>
          <p className="number-value">
            {number.won !== null ? (
              <Money won={number.won} spoken />
            ) : (
              formatNumber(number.count ?? 0)
            )}
          </p>
        </div>
      ))}
    </section>
  );
}

const caseLink = (row: DashboardCase): string =>
  row.agreement_id !== null
    ? `/agreements/${row.agreement_id}`
    : `/applications/${row.application_id}`;

function Cases({ dashboard }: { dashboard: Dashboard }): ReactNode {
  const { t, pick, label } = useWords();
  if (!dashboard.cases || dashboard.cases.length === 0) return <Empty title={t('home.no_cases')} />;
  return (
    <Table
      caption={t('home.cases')}
      isCaptionHidden
      rows={dashboard.cases}
      rowKey={(row) => row.application_id}
      columns={[
        {
          head: t('case.title'),
          isRowHead: true,
          cell: (row) => <Link to={caseLink(row)}>{row.title}</Link>,
        },
        { head: t('case.adopter'), cell: (row) => row.adopter },
        {
          head: t('case.state'),
          cell: (row) => <Badge tone={stateTone(row.state)}>{label('state', row.state)}</Badge>,
        },
        { head: t('case.waiting'), cell: (row) => pick(row.waiting_ko, row.waiting_en) || '—' },
      ]}
    />
  );
}

function Start(): ReactNode {
  const { t } = useWords();
  return (
    <Card title={t('home.start')}>
      <p>{t('home.start.why')}</p>
      <Link to="/logs" className="button button-plain">
        {t('home.start.go')}
      </Link>
    </Card>
  );
}

export function DashboardPage(): ReactNode {
  const { t, label } = useWords();
  const session = useSession();
  const query = useQuery({
    queryKey: ['dashboard'],
    queryFn: ({ signal }) => taken<Dashboard>(api.GET('/api/dashboard', { signal })),
  });
  const isFactory = session.role === 'adopter_owner' || session.role === 'adopter_member';
  return (
    <>
      <div className="page-head">
        <h1>{t('home.title', { name: session.name })}</h1>
        <p>
          {session.organisation} · {session.post} ({label('role', session.role)})
        </p>
      </div>
      <Answer query={query}>
        {(dashboard) => (
          <>
            <Card title={t('home.todo')}>
              <Todo dashboard={dashboard} />
            </Card>
            {isFactory && (
              <Suspense fallback={null}>
                <OwnerPanel dashboard={dashboard} />
              </Suspense>
            )}
            <Numbers dashboard={dashboard} />
            <Card title={t('home.cases')}>
              <Cases dashboard={dashboard} />
            </Card>
            {isFactory && <Start />}
          </>
        )}
      </Answer>
    </>
  );
}
