/* Calls: those that take applications first, for anybody. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, taken } from '../api/client.ts';
import type { Call, CallPhase, Items } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import { useSessionState } from '../app/session.tsx';
import { formatDay } from '../kit/format.ts';
import { Badge, Card, Money, Table } from '../kit/show.tsx';
import { Answer, Empty } from '../kit/states.tsx';
import { stateTone } from '../kit/tones.ts';
import { useWords } from '../words/words.tsx';
import { OutreachConsent } from './outreach.tsx';

const order: Record<CallPhase, number> = {
  draft: 0,
  open: 1,
  announced: 2,
  closed: 3,
  finished: 4,
  withdrawn: 5,
};

export function CallPhaseBadge({ call }: { call: Call }): ReactNode {
  const { t, label } = useWords();
  return (
    <>
      <Badge tone={stateTone(call.phase)}>{label('call.phase', call.phase)}</Badge>
      {call.phase === 'open' && (
        <span className="call-left">
          {call.days_left === 0 ? t('call.last_day') : t('call.days_left', { days: call.days_left })}
        </span>
      )}
    </>
  );
}

function CallTable({ calls }: { calls: Call[] }): ReactNode {
  const { t, language } = useWords();
  return (
    <Table
      caption={t('calls.list')}
      isCaptionHidden
      rows={[...calls].sort((a, b) => order[a.phase] - order[b.phase] || b.id - a.id)}
      rowKey={(call) => call.id}
      columns={[
        {
          head: t('call.title'),
          isRowHead: true,
          cell: (call) => <Link to={`/calls/${call.id}`}>{call.title}</Link>,
        },
        { head: t('call.phase'), cell: (call) => <CallPhaseBadge call={call} /> },
        { head: t('call.closes'), cell: (call) => formatDay(call.closes_at, language) },
        { head: t('call.sponsor'), cell: (call) => call.sponsor ?? '—' },
        { head: t('call.budget'), align: 'right', cell: (call) => <Money won={call.support} /> },
        {
          head: t('call.quota'),
          align: 'right',
          cell: (call) => t('call.quota.of', { approved: call.approved, quota: call.quota }),
        },
      ]}
    />
  );
}

export function CallsPage(): ReactNode {
  const { t } = useWords();
  const { session } = useSessionState();
  const query = useQuery({
    queryKey: ['calls'],
    queryFn: ({ signal }) => taken<Items<Call>>(api.GET('/api/calls', { signal })),
  });
  return (
    <>
      <div className="page-head">
        <h1>{t('calls.title')}</h1>
        <p>{t('calls.why')}</p>
        <a className="button" href="/api/public/opportunities.csv" download>
          {t('calls.csv')}
        </a>
        {session?.role === 'operator_officer' && (
          <Link to="/calls/new" className="button button-primary">
            {t('call.write')}
          </Link>
        )}
      </div>
      {(session?.role === 'adopter_owner' || session?.role === 'adopter_member') && (
        <OutreachConsent />
      )}
      <Card title={t('calls.list')}>
        <Answer query={query}>
          {({ items }) =>
            items.length === 0 ? <Empty title={t('calls.none')} /> : <CallTable calls={items} />
          }
        </Answer>
      </Card>
    </>
  );
}
