/* Small things that show one value: an amount, a state, an estimate, a table. */
import type { ReactNode } from 'react';
import type { Estimate } from '../api/types.ts';
import { useWords } from '../words/words.tsx';
import { formatEstimate } from './format.ts';
import { formatWon, sayWon } from './money.ts';

/* The amount in figures, and on a second line the way it is said. */
export function Money({
  won,
  spoken = false,
}: {
  won: number | null | undefined;
  spoken?: boolean;
}): ReactNode {
  const { language, t } = useWords();
  /* The server leaves out what the reader's role may not see. */
  if (won === null || won === undefined)
    return <span className="withheld">{t('money.withheld')}</span>;
  return (
    <span className="money number">
      {formatWon(won, language)}
      {spoken && language === 'ko' && <small className="money-said">{sayWon(won)}</small>}
    </span>
  );
}

export type Tone = 'ok' | 'warn' | 'danger' | 'info' | 'quiet';
export function Badge({ tone, children }: { tone: Tone; children: ReactNode }): ReactNode {
  return <span className={`badge badge-${tone}`}>{children}</span>;
}

interface PlusMinusProps {
  value: Estimate;
  unit?: string;
  factor?: number;
  signed?: boolean;
}

export function PlusMinus({
  value,
  unit = '',
  factor = 1,
  signed = false,
}: PlusMinusProps): ReactNode {
  const [mean, halfWidth] = formatEstimate(value.mean / factor, value.half_width / factor);
  return (
    <span className="number">
      <b>
        {signed && value.mean > 0 ? '+' : ''}
        {mean}
      </b>
      {unit} <span className="half-width">±{halfWidth}</span>
    </span>
  );
}

export interface Column<T> {
  head: string;
  cell: (row: T) => ReactNode;
  align?: 'right';
  isRowHead?: boolean;
}
interface TableProps<T> {
  caption: string;
  isCaptionHidden?: boolean;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string | number;
}

export function Table<T>({
  caption,
  isCaptionHidden,
  columns,
  rows,
  rowKey,
}: TableProps<T>): ReactNode {
  return (
    <div className="table-scroll" role="region" aria-label={caption} tabIndex={0}>
      <table className="table">
        <caption className={isCaptionHidden ? 'hidden' : undefined}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.head} scope="col" className={column.align}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) =>
                column.isRowHead ? (
                  <th key={column.head} scope="row" className={column.align}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.head} className={column.align} data-head={column.head}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Card({
  title,
  aside,
  children,
}: {
  title?: string;
  aside?: ReactNode;
  children: ReactNode;
}): ReactNode {
  return (
    <section className="card" aria-label={title}>
      {title && (
        <div className="card-head">
          <h2>{title}</h2>
          {aside}
        </div>
      )}
      {children}
    </section>
  );
}

export function Facts({ items }: { items: [string, ReactNode][] }): ReactNode {
  return (
    <dl className="facts">
      {items.map(([head, value]) => (
        <div key={head}>
          <dt>{head}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
