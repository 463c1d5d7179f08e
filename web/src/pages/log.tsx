/* One production log: what its columns mean, what was wrong in it, and making a model of it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState, type ReactNode } from 'react';
import { api, at, taken } from '../api/client.ts';
import { fetchLog, type ReadLog } from '../api/reading.ts';
import type { Job } from '../api/types.ts';
import { navigate } from '../app/router.tsx';
import type { PageProps } from '../app/routes.tsx';
import { useIsFirm } from '../app/session.tsx';
import { Button } from '../kit/button.tsx';
import { Form, SelectField, TextField } from '../kit/field.tsx';
import { formatBytes, formatNumber, formatTime } from '../kit/format.ts';
import { JobProgress } from '../kit/job-progress.tsx';
import { Badge, Card, Facts, Table } from '../kit/show.tsx';
import { Answer, Notice, ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

/* What a column can be; the names are the importer's. */
const roles = [
  'case',
  'activity',
  'resource',
  'start',
  'end',
  'span',
  'quantity',
  'good',
  'rejected',
  'mrb',
  'item',
  'worker',
  'type',
  'rework',
] as const;

function Defects({ log }: { log: ReadLog }): ReactNode {
  const { t, name, pick } = useWords();
  const found = log.defects.filter((defect) => defect.rows > 0);
  if (found.length === 0) return <Notice kind="ok" title={t('log.no_defects')} />;
  const sum = found.reduce((rows, defect) => rows + defect.rows, 0);
  return (
    <>
      <p className="sentence">
        {t('log.defects.sentence', { kinds: found.length, rows: formatNumber(sum) })}
      </p>
      <Table
        caption={t('log.defects')}
        isCaptionHidden
        rows={found}
        rowKey={(defect) => defect.kind}
        columns={[
          { head: t('log.defect'), isRowHead: true, cell: name },
          {
            head: t('logs.rows'),
            align: 'right',
            cell: (defect) => <span className="number">{formatNumber(defect.rows)}</span>,
          },
          { head: t('log.action'), cell: (defect) => pick(defect.action_ko, defect.action_en) },
        ]}
      />
    </>
  );
}

function Mapping({
  log,
  mapping,
  onChange,
}: {
  log: ReadLog;
  mapping: Record<string, string>;
  onChange: (mapping: Record<string, string>) => void;
}): ReactNode {
  const { t, label } = useWords();
  const roleOf = (column: string): string =>
    Object.keys(mapping).find((role) => mapping[role] === column) ?? '';
  const assign = (column: string, role: string): void => {
    const next = Object.fromEntries(Object.entries(mapping).filter(([, name]) => name !== column));
    if (role) next[role] = column;
    onChange(next);
  };
  const choices = [
    { value: '', text: t('log.role.none') },
    ...roles.map((role) => ({ value: role, text: label('log.role', role) })),
  ];
  return (
    <Table
      caption={t('log.columns')}
      isCaptionHidden
      rows={log.columns}
      rowKey={(column) => column.name}
      columns={[
        { head: t('log.column'), isRowHead: true, cell: (column) => column.name },
        {
          head: t('log.meaning'),
          cell: (column) => (
            <SelectField
              label={t('log.meaning.of', { column: column.name })}
              isLabelHidden
              value={roleOf(column.name)}
              onChange={(role) => assign(column.name, role)}
              choices={choices}
            />
          ),
        },
        {
          head: t('log.guess'),
          cell: (column) =>
            roleOf(column.name) === (column.role ?? '') ? (
              <Badge tone="quiet">{t('log.guess.kept')}</Badge>
            ) : (
              <Badge tone="info">{t('log.guess.changed')}</Badge>
            ),
        },
        {
          head: t('log.sample'),
          cell: (column) => <span className="sample">{column.sample.slice(0, 3).join(' · ')}</span>,
        },
      ]}
    />
  );
}

/* Every meaning, null where no column has it: the importer guesses what is not said. */
const whole = (mapping: Record<string, string>): Record<string, never> =>
  Object.fromEntries(roles.map((role) => [role, mapping[role] ?? null])) as Record<string, never>;

function LogView({ log }: { log: ReadLog }): ReactNode {
  const { t, language } = useWords();
  const client = useQueryClient();
  const isFirm = useIsFirm();
  const [mapping, setMapping] = useState(log.mapping);
  const [name, setName] = useState(log.name.replace(/\.csv$/i, ''));
  const isChanged = useMemo(
    () => JSON.stringify(mapping) !== JSON.stringify(log.mapping),
    [mapping, log.mapping],
  );
  const calibrate = useMutation({
    mutationFn: () =>
      taken<Job>(
        api.POST('/api/logs/{id}/calibrations', {
          params: at(log.id),
          body: { name, ...(isChanged && { mapping: whole(mapping) }) },
        }),
      ),
  });
  return (
    <>
      <div className="page-head">
        <h1>{log.name}</h1>
        <Facts
          items={[
            [t('logs.rows'), formatNumber(log.rows)],
            [t('logs.size'), formatBytes(log.bytes)],
            [t('log.encoding'), log.encoding],
            [t('logs.at'), formatTime(log.uploaded_at, language)],
          ]}
        />
      </div>
      {isFirm && (
        <Card title={t('log.make')}>
          <p>{t('log.make.why')}</p>
          {/* Another meaning of a column is another wish, however soon the next press comes. */}
          <Form key={JSON.stringify(mapping)} onSubmit={() => calibrate.mutate()}>
            <TextField label={t('log.model_name')} value={name} onChange={setName} maxLength={100} />
            {calibrate.error && <ProblemNotice error={calibrate.error} />}
            <Button kind="primary" type="submit" isPending={calibrate.isPending}>
              {t('log.make.go')}
            </Button>
          </Form>
          {calibrate.data && (
            <JobProgress
              key={calibrate.data.id}
              id={calibrate.data.id}
              onDone={(job) => {
                void client.invalidateQueries({ queryKey: ['models'] });
                if (job.result_id !== null) navigate(`/models/${job.result_id}`);
              }}
            />
          )}
        </Card>
      )}
      <Card title={t('log.defects')}>
        <Defects log={log} />
      </Card>
      {isFirm && (
        <Card title={t('log.columns')}>
          <p>{t('log.columns.why')}</p>
          <Mapping log={log} mapping={mapping} onChange={setMapping} />
        </Card>
      )}
    </>
  );
}

export function LogPage({ params }: PageProps): ReactNode {
  const id = Number(params.id);
  const query = useQuery({
    queryKey: ['log', id],
    queryFn: ({ signal }) => fetchLog(id, signal),
  });
  return <Answer query={query}>{(log) => <LogView log={log} />}</Answer>;
}
