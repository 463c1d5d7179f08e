import type { ReactNode } from 'react';
import { api, taken } from '../api/client.ts';
import type { Items, ReadLogEntry } from '../api/types.ts';
import { formatTime } from '../kit/format.ts';
import { PagedAnswer, usePages } from '../kit/pages.tsx';
import { Card, Table } from '../kit/show.tsx';
import { Empty } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

/* Who outside of this organisation has read what it owns. */
export function ReadLogPage(): ReactNode {
  const { t, label, language } = useWords();
  const query = usePages<ReadLogEntry>(
    ['read-log'],
    (entry) => entry.id,
    ({ params, signal }) =>
      taken<Items<ReadLogEntry>>(api.GET('/api/read-log', { params, signal })),
  );
  const classes = (text: string): string =>
    text
      .split(/[\s,]+/)
      .filter(Boolean)
      .map((one) => label('class', one))
      .join(', ');
  return (
    <>
      <div className="page-head">
        <h1>{t('read_log.title')}</h1>
        <p>{t('read_log.why')}</p>
      </div>
      <Card title={t('read_log.list')}>
        <PagedAnswer query={query}>
          {(items) =>
            items.length === 0 ? (
              <Empty title={t('read_log.none')} />
            ) : (
              <Table
                caption={t('read_log.list')}
                isCaptionHidden
                rows={items}
                rowKey={(entry) => entry.id}
                columns={[
                  { head: t('read_log.at'), cell: (entry) => formatTime(entry.at, language) },
                  {
                    head: t('read_log.reader'),
                    isRowHead: true,
                    cell: (entry) => entry.reader_organisation,
                  },
                  { head: t('read_log.role'), cell: (entry) => label('role', entry.reader_role) },
                  {
                    head: t('read_log.object'),
                    cell: (entry) => `${label('object', entry.object)} ${entry.object_id}`,
                  },
                  { head: t('read_log.classes'), cell: (entry) => classes(entry.classes) },
                ]}
              />
            )
          }
        </PagedAnswer>
      </Card>
    </>
  );
}
