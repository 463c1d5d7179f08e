import { useState, type ReactNode } from 'react';
import { api, taken } from '../api/client.ts';
import type { Agreement, Items } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import { Download } from '../kit/download.tsx';
import { PagedAnswer, StateFilter, usePages } from '../kit/pages.tsx';
import { Badge, Card, Money, Table } from '../kit/show.tsx';
import { stateTone } from '../kit/tones.ts';
import { Empty } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

const states = ['signing', 'active'] as const;

export function AgreementsPage(): ReactNode {
  const { t, label, name } = useWords();
  const [state, setState] = useState<(typeof states)[number] | ''>('');
  const query = usePages<Agreement>(
    ['agreements', state],
    (agreement) => agreement.id,
    ({ params, signal }) =>
      taken<Items<Agreement>>(
        api.GET('/api/agreements', {
          params: { query: { ...params.query, ...(state && { state }) } },
          signal,
        }),
      ),
  );
  return (
    <>
      <div className="page-head">
        <h1>{t('agreements.title')}</h1>
      </div>
      <Card
        title={t('agreements.list')}
        aside={<Download path="/agreements.xlsx">{t('papers.xlsx')}</Download>}
      >
        <StateFilter states={states} value={state} onChange={setState} />
        <PagedAnswer query={query}>
          {(items) =>
            items.length === 0 ? (
              <Empty title={t(state ? 'list.state.none' : 'agreements.none')} />
            ) : (
              <Table
                caption={t('agreements.list')}
                isCaptionHidden
                rows={items}
                rowKey={(agreement) => agreement.id}
                columns={[
                  { head: t('application.number'), cell: (agreement) => agreement.number },
                  {
                    head: t('case.title'),
                    isRowHead: true,
                    cell: (agreement) => (
                      <Link to={`/agreements/${agreement.id}`}>
                        {agreement.title ?? t('agreement.nameless', { id: agreement.id })}
                      </Link>
                    ),
                  },
                  { head: t('case.adopter'), cell: (agreement) => agreement.adopter },
                  {
                    head: t('split.total'),
                    align: 'right',
                    cell: (agreement) => <Money won={agreement.total} />,
                  },
                  {
                    head: t('case.state'),
                    cell: ({ state }) =>
                      state ? <Badge tone={stateTone(state)}>{label('state', state)}</Badge> : '—',
                  },
                  {
                    head: t('case.waiting'),
                    cell: (agreement) =>
                      (agreement.waiting_for ?? [])
                        .map((one) => `${one.organisation}: ${name(one)}`)
                        .join(', ') || '—',
                  },
                ]}
              />
            )
          }
        </PagedAnswer>
      </Card>
    </>
  );
}
