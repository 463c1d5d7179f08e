/* What a sponsor's money has become: its projects, and what they have brought, without anybody's
 * secret: means over at least k firms. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, taken } from '../api/client.ts';
import type { SponsorResult } from '../api/money.ts';
import type { Agreement, Items } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import { useSession } from '../app/session.tsx';
import { formatMeasure } from '../kit/format.ts';
import { PagedAnswer, usePages } from '../kit/pages.tsx';
import { Badge, Card, Money, Table } from '../kit/show.tsx';
import { Answer, Empty } from '../kit/states.tsx';
import { stateTone } from '../kit/tones.ts';
import { useWords } from '../words/words.tsx';

export function Projects(): ReactNode {
  const { t, label } = useWords();
  const { organisation_id } = useSession();
  const query = usePages<Agreement>(
    ['agreements', ''],
    (agreement) => agreement.id,
    ({ params, signal }) =>
      taken<Items<Agreement>>(api.GET('/api/agreements', { params, signal })),
  );
  const ours = (agreement: Agreement): { amount: number; paid: number } | undefined =>
    agreement.sponsor_id === organisation_id
      ? agreement.shares?.find((share) => share.party === 'sponsor')
      : undefined;
  return (
    <Card title={t('results.projects')}>
      <PagedAnswer query={query}>
        {(items) =>
          items.length === 0 ? (
            <Empty title={t('results.projects.none')} />
          ) : (
            <Table
              caption={t('results.projects')}
              isCaptionHidden
              rows={items}
              rowKey={(agreement) => agreement.id}
              columns={[
                {
                  head: t('agreement.title'),
                  isRowHead: true,
                  cell: (agreement) => (
                    <Link to={`/agreements/${agreement.id}`}>
                      {agreement.title ?? agreement.number}
                    </Link>
                  ),
                },
                { head: t('results.firm'), cell: (agreement) => agreement.adopter ?? '—' },
                {
                  head: t('results.share'),
                  align: 'right',
                  cell: (agreement) => <Money won={ours(agreement)?.amount} />,
                },
                {
                  head: t('book.paid'),
                  align: 'right',
                  cell: (agreement) => <Money won={ours(agreement)?.paid} />,
                },
                {
                  head: t('case.state'),
                  cell: (agreement) =>
                    agreement.state && (
                      <Badge tone={stateTone(agreement.state)}>
                        {label('state', agreement.state)}
                      </Badge>
                    ),
                },
              ]}
            />
          )
        }
      </PagedAnswer>
    </Card>
  );
}

export function Results(): ReactNode {
  const { t, name } = useWords();
  const query = useQuery({
    queryKey: ['results'],
    queryFn: ({ signal }) => taken<Items<SponsorResult>>(api.GET('/api/results', { signal })),
  });
  const mean = (result: SponsorResult, milli: number): ReactNode =>
    result.hidden ? (
      <span className="withheld">{t('results.hidden', { k: result.k })}</span>
    ) : (
      <span className="number">
        {formatMeasure(milli / 1000)} {result.unit}
      </span>
    );
  return (
    <Card title={t('results.title')}>
      <p>{t('results.why')}</p>
      <Answer query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('results.none')} />
          ) : (
            <Table
              caption={t('results.title')}
              isCaptionHidden
              rows={items}
              rowKey={(result) => result.kpi}
              columns={[
                { head: t('results.kpi'), isRowHead: true, cell: name },
                { head: t('results.firms'), align: 'right', cell: (result) => result.firms },
                {
                  head: t('results.before'),
                  align: 'right',
                  cell: (result) => mean(result, result.before_milli),
                },
                {
                  head: t('results.after'),
                  align: 'right',
                  cell: (result) => mean(result, result.after_milli),
                },
                {
                  head: t('results.target'),
                  align: 'right',
                  cell: (result) =>
                    result.promising < result.k
                      ? t('results.hidden', { k: result.k })
                      : mean(result, result.target_milli),
                },
                {
                  head: t('results.signed'),
                  align: 'right',
                  cell: (result) => (result.hidden ? '—' : `${result.signed}/${result.projects}`),
                },
              ]}
            />
          )
        }
      </Answer>
    </Card>
  );
}
