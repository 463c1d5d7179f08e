/* The model held against the log it was made from: said clearly whether it may be trusted for
 * advice. */
import type { ReactNode } from 'react';
import type { Validation, Verdict } from '../api/documents.ts';
import { formatMeasure, formatNumber, formatPercent } from '../kit/format.ts';
import { Card, Table } from '../kit/show.tsx';
import { Notice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';

const show = (value: number | string | null): string =>
  value === null ? '—' : typeof value === 'number' ? formatMeasure(value) : value;

interface ValidationProps {
  validation: Validation | Verdict | null;
}

export function ValidationCard({ validation }: ValidationProps): ReactNode {
  const { t, name } = useWords();
  if (!validation) {
    return (
      <Card title={t('validation.title')}>
        <Notice kind="warn" title={t('validation.none')} />
      </Card>
    );
  }
  const verdict = (
    <Notice
      kind={validation.fit_for_advice ? 'ok' : 'warn'}
      title={validation.fit_for_advice ? t('validation.fit') : t('validation.not_fit')}
    >
      {'why' in validation && <p>{name(validation.why)}</p>}
    </Notice>
  );
  if (!('table' in validation)) return <Card title={t('validation.title')}>{verdict}</Card>;
  return (
    <Card title={t('validation.title')}>
      {verdict}
      <p className="sentence">
        {t('validation.how', {
          day: validation.cut_day,
          known: formatNumber(validation.known_orders),
          judged: formatNumber(validation.judged_orders),
        })}
      </p>
      <Table
        caption={t('validation.table')}
        rows={validation.table}
        rowKey={(row) => row.key}
        columns={[
          { head: t('validation.measure'), isRowHead: true, cell: (row) => name(row.text) },
          { head: t('validation.log'), align: 'right', cell: (row) => show(row.log) },
          { head: t('validation.model'), align: 'right', cell: (row) => show(row.model) },
        ]}
      />
      <Table
        caption={t('validation.errors')}
        rows={validation.errors}
        rowKey={(row) => row.key}
        columns={[
          { head: t('validation.way'), isRowHead: true, cell: (row) => name(row.text) },
          {
            head: t('validation.error_days'),
            align: 'right',
            cell: (row) => formatMeasure(row.mean_absolute_days),
          },
          {
            head: t('validation.error_log'),
            align: 'right',
            cell: (row) => formatMeasure(row.mean_absolute_log),
          },
          {
            head: t('validation.bias'),
            align: 'right',
            cell: (row) => formatMeasure(row.bias_days),
          },
        ]}
      />
      <p className="field-note">
        {t('validation.certainty', { share: formatPercent(validation.certainty) })}
      </p>
    </Card>
  );
}
