import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, taken } from '../api/client.ts';
import type { Items, Plan } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import { formatTime } from '../kit/format.ts';
import { Card, Money, Table } from '../kit/show.tsx';
import { Answer, Empty } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { LineTabs } from './line-tabs.tsx';

export function PlansPage(): ReactNode {
  const { t, language } = useWords();
  const query = useQuery({
    queryKey: ['plans'],
    queryFn: ({ signal }) => taken<Items<Plan>>(api.GET('/api/plans', { signal })),
  });
  return (
    <>
      <LineTabs current="/plans" />
      <div className="page-head">
        <h1>{t('plans.title')}</h1>
        <p>{t('plans.why')}</p>
      </div>
      <Card title={t('plans.list')}>
        <Answer query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={t('plans.none')} />
            ) : (
              <Table
                caption={t('plans.list')}
                isCaptionHidden
                rows={items}
                rowKey={(plan) => plan.id}
                columns={[
                  {
                    head: t('plans.made'),
                    isRowHead: true,
                    cell: (plan) => (
                      <Link to={`/plans/${plan.id}`}>{formatTime(plan.created_at, language)}</Link>
                    ),
                  },
                  {
                    head: t('advice.budget'),
                    align: 'right',
                    cell: (plan) => <Money won={plan.budget} spoken />,
                  },
                  { head: t('advice.programme'), cell: (plan) => plan.programme },
                  {
                    head: t('plans.model'),
                    cell: (plan) => <Link to={`/models/${plan.model_id}`}>{plan.model_id}</Link>,
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
