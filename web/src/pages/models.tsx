import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { FileTrigger } from 'react-aria-components';
import { api, taken } from '../api/client.ts';
import { readHeading } from '../api/documents.ts';
import { ForeignDocument } from '../api/foreign.ts';
import type { Items, Model } from '../api/types.ts';
import { Link, navigate } from '../app/router.tsx';
import { Button } from '../kit/button.tsx';
import { formatNumber, formatTime } from '../kit/format.ts';
import { Badge, Card, Table } from '../kit/show.tsx';
import { Answer, Empty, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { LineTabs } from './line-tabs.tsx';

export function Fit({ fit }: { fit: boolean | null }): ReactNode {
  const { t } = useWords();
  if (fit === null) return <Badge tone="quiet">{t('model.fit.unknown')}</Badge>;
  return fit ? (
    <Badge tone="ok">{t('model.fit.yes')}</Badge>
  ) : (
    <Badge tone="danger">{t('model.fit.no')}</Badge>
  );
}

function Import(): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const load = useMutation({
    mutationFn: async (file: File) => {
      let document: unknown;
      try {
        document = JSON.parse(await file.text());
      } catch {
        throw new ForeignDocument('dure.model', '');
      }
      readHeading(document);
      return taken<Model>(api.POST('/api/models', { body: document }));
    },
    onSuccess: (model) => {
      void client.invalidateQueries({ queryKey: ['models'] });
      navigate(`/models/${model.id}`);
    },
  });
  return (
    <>
      <FileTrigger
        acceptedFileTypes={['.json', 'application/json']}
        onSelect={(files) => files?.[0] && load.mutate(files[0])}
      >
        <Button isPending={load.isPending}>{t('models.import')}</Button>
      </FileTrigger>
      {load.error && <ProblemNotice error={load.error} />}
    </>
  );
}

export function ModelsPage(): ReactNode {
  const { t, label, language } = useWords();
  const query = useQuery({
    queryKey: ['models'],
    queryFn: ({ signal }) => taken<Items<Model>>(api.GET('/api/models', { signal })),
  });
  return (
    <>
      <LineTabs current="/models" />
      <div className="page-head">
        <h1>{t('models.title')}</h1>
        <p>{t('models.why')}</p>
      </div>
      <Card title={t('models.list')} aside={<Import />}>
        <Answer query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={t('models.none')}>
                <Link to="/logs" className="button button-primary">
                  {t('home.start.go')}
                </Link>
              </Empty>
            ) : (
              <Table
                caption={t('models.list')}
                isCaptionHidden
                rows={items}
                rowKey={(model) => model.id}
                columns={[
                  {
                    head: t('model.name'),
                    isRowHead: true,
                    cell: (model) => <Link to={`/models/${model.id}`}>{model.name}</Link>,
                  },
                  { head: t('model.fit'), cell: (model) => <Fit fit={model.fit_for_advice} /> },
                  {
                    head: t('model.stations'),
                    align: 'right',
                    cell: (model) => formatNumber(model.station_count),
                  },
                  {
                    head: t('model.orders'),
                    align: 'right',
                    cell: (model) => formatNumber(model.order_count),
                  },
                  { head: t('model.origin'), cell: (model) => label('origin', model.origin) },
                  {
                    head: t('model.created'),
                    cell: (model) => formatTime(model.created_at, language),
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
