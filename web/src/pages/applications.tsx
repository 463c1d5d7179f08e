import { useState, type ReactNode } from 'react';
import { api, taken } from '../api/client.ts';
import type { Application, Items } from '../api/types.ts';
import { Link } from '../app/router.tsx';
import { useSession } from '../app/session.tsx';
import { Download } from '../kit/download.tsx';
import { formatDay } from '../kit/format.ts';
import { PagedAnswer, StateFilter, usePages } from '../kit/pages.tsx';
import { Badge, Card, Money, Table } from '../kit/show.tsx';
import { stateTone } from '../kit/tones.ts';
import { Empty } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

const states = ['draft', 'submitted', 'returned', 'approved', 'rejected'] as const;

export function ApplicationsPage(): ReactNode {
  const { t, label, language } = useWords();
  const { role } = useSession();
  const [state, setState] = useState<Application['state'] | ''>('');
  const query = usePages<Application>(
    ['applications', state],
    (application) => application.id,
    ({ params, signal }) =>
      taken<Items<Application>>(
        api.GET('/api/applications', {
          params: { query: { ...params.query, ...(state && { state }) } },
          signal,
        }),
      ),
  );
  const isFactory = role === 'adopter_owner' || role === 'adopter_member';
  return (
    <>
      <div className="page-head">
        <h1>{t('applications.title')}</h1>
        <p>
          <Link to="/programmes">{t('applications.rules')}</Link>
        </p>
      </div>
      <Card
        title={t('applications.list')}
        aside={<Download path="/applications.xlsx">{t('papers.xlsx')}</Download>}
      >
        <StateFilter states={states} value={state} onChange={setState} />
        <PagedAnswer query={query}>
          {(items) =>
            items.length === 0 ? (
              <Empty title={t(state ? 'list.state.none' : 'applications.none')}>
                {isFactory && !state && (
                  <Link to="/plans" className="button button-primary">
                    {t('applications.from_plan')}
                  </Link>
                )}
              </Empty>
            ) : (
              <Table
                caption={t('applications.list')}
                isCaptionHidden
                rows={items}
                rowKey={(application) => application.id}
                columns={[
                  { head: t('application.number'), cell: (application) => application.number },
                  {
                    head: t('case.title'),
                    isRowHead: true,
                    cell: (application) => (
                      <Link to={`/applications/${application.id}`}>
                        {application.title || t('application.untitled')}
                      </Link>
                    ),
                  },
                  { head: t('case.adopter'), cell: (application) => application.adopter },
                  {
                    head: t('split.total'),
                    align: 'right',
                    cell: (application) => <Money won={application.total} />,
                  },
                  {
                    head: t('case.state'),
                    cell: (application) => (
                      <Badge tone={stateTone(application.state)}>
                        {label('state', application.state)}
                      </Badge>
                    ),
                  },
                  {
                    head: t('application.submitted'),
                    cell: (application) => formatDay(application.submitted_at, language),
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
