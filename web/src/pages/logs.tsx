import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { DropZone, FileTrigger, Text, type FileDropItem } from 'react-aria-components';
import { api, taken } from '../api/client.ts';
import type { Items, ProductionLog } from '../api/types.ts';
import { Link, navigate } from '../app/router.tsx';
import { Button } from '../kit/button.tsx';
import { formatBytes, formatNumber, formatTime } from '../kit/format.ts';
import { Card, Table } from '../kit/show.tsx';
import { Answer, Empty, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { LineTabs } from './line-tabs.tsx';

function Upload(): ReactNode {
  const { t } = useWords();
  const client = useQueryClient();
  const upload = useMutation({
    mutationFn: (file: File) =>
      taken<ProductionLog>(
        api.POST('/api/logs', {
          body: file,
          bodySerializer: () => file,
          headers: { 'Content-Type': 'text/csv', 'X-File-Name': encodeURIComponent(file.name) },
        }),
      ),
    onSuccess: (log) => {
      void client.invalidateQueries({ queryKey: ['logs'] });
      navigate(`/logs/${log.id}`);
    },
  });
  return (
    <>
      <DropZone
        className="drop"
        aria-label={t('logs.drop')}
        onDrop={(event) => {
          const item = event.items.find(
            (dropped): dropped is FileDropItem => dropped.kind === 'file',
          );
          if (item) void item.getFile().then((file) => upload.mutate(file));
        }}
      >
        <Text slot="label" className="drop-label">
          {upload.isPending ? t('logs.uploading') : t('logs.drop')}
        </Text>
        <FileTrigger
          acceptedFileTypes={['.csv', 'text/csv']}
          onSelect={(files) => files?.[0] && upload.mutate(files[0])}
        >
          <Button kind="primary" isPending={upload.isPending}>
            {t('logs.choose')}
          </Button>
        </FileTrigger>
        <p className="field-note">{t('logs.what')}</p>
      </DropZone>
      {upload.error && <ProblemNotice error={upload.error} />}
    </>
  );
}

export function LogsPage(): ReactNode {
  const { t, language } = useWords();
  const query = useQuery({
    queryKey: ['logs'],
    queryFn: ({ signal }) => taken<Items<ProductionLog>>(api.GET('/api/logs', { signal })),
  });
  return (
    <>
      <LineTabs current="/logs" />
      <div className="page-head">
        <h1>{t('logs.title')}</h1>
        <p>{t('logs.why')}</p>
      </div>
      <Upload />
      <Card title={t('logs.list')}>
        <Answer query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={t('logs.none')} />
            ) : (
              <Table
                caption={t('logs.list')}
                isCaptionHidden
                rows={items}
                rowKey={(log) => log.id}
                columns={[
                  {
                    head: t('logs.file'),
                    isRowHead: true,
                    cell: (log) => <Link to={`/logs/${log.id}`}>{log.name}</Link>,
                  },
                  {
                    head: t('logs.rows'),
                    align: 'right',
                    cell: (log) => <span className="number">{formatNumber(log.rows)}</span>,
                  },
                  { head: t('logs.size'), align: 'right', cell: (log) => formatBytes(log.bytes) },
                  { head: t('logs.at'), cell: (log) => formatTime(log.uploaded_at, language) },
                ]}
              />
            )
          }
        </Answer>
      </Card>
    </>
  );
}
