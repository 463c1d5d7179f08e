/* The model held against the log it was made from: said clearly whether it may be trusted for advice. */
import type { ReactNode } from 'react';
import type { Validation } from '../api/documents.ts';
import { formatMeasure } from '../kit/format.ts';
import { Card, Table } from '../kit/show.tsx';
import { Notice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

const show = (value: number | string | null): string =>
  value === null ? '—' : typeof value === 'number' ? formatMeasure(value) : value;

export function ValidationCard({ validation }: { validation: Validation | null }): ReactNode {
  const { t, pick, name } = useWords();
  if (!validation) {
    return (
      <Card title={t('validation.title')}>
        <Notice kind="warn" title={t('validation.none')} />
      </Card>
    );
  }
  const words = pick(validation.ko, validation.en);
  return (
    <Card title={t('validation.title')}>
      <Notice
        kind={validation.fit_for_advice ? 'ok' : 'warn'}
        title={validation.fit_for_advice ? t('validation.fit') : t('validation.not_fit')}
      >
        {words && <p>{words}</p>}
      </Notice>
      {validation.table && validation.table.length > 0 && (
        <Table
          caption={t('validation.table')}
          rows={validation.table}
          rowKey={(row) => row.key}
          columns={[
            { head: t('validation.measure'), isRowHead: true, cell: name },
            { head: t('validation.model'), align: 'right', cell: (row) => `${show(row.model)}${row.unit ?? ''}` },
            { head: t('validation.log'), align: 'right', cell: (row) => `${show(row.log)}${row.unit ?? ''}` },
          ]}
        />
      )}
      {validation.errors && validation.errors.length > 0 && (
        <Table
          caption={t('validation.errors')}
          rows={validation.errors}
          rowKey={(row) => row.key}
          columns={[
            { head: t('validation.way'), isRowHead: true, cell: name },
            { head: t('validation.error'), align: 'right', cell: (row) => `${show(row.value)}${row.unit ?? ''}` },
          ]}
        />
      )}
    </Card>
  );
}
