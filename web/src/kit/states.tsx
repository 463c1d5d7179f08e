/* What a page shows while it has nothing else to show: loading, nothing yet, or what went wrong
 * and what to do about it. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Problem, Unreachable } from '../api/client.ts';
import { ForeignDocument } from '../api/foreign.ts';
import { Link } from '../app/router.tsx';
import { useWords } from '../words/words.tsx';
import { Button } from './button.tsx';

export function Loading(): ReactNode {
  const { t } = useWords();
  return (
    <p className="loading" role="status">
      {t('state.loading')}
    </p>
  );
}

export function Empty({ title, children }: { title: string; children?: ReactNode }): ReactNode {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children}
    </div>
  );
}

export function ProblemNotice({
  error,
  onRetry,
}: {
  error: unknown;
  onRetry?: () => void;
}): ReactNode {
  const { t, label } = useWords();
  const problem = error instanceof Problem ? error : null;
  const foreign = error instanceof ForeignDocument ? error : null;
  const away = error instanceof Unreachable;
  const title = problem
    ? problem.message
    : foreign
      ? t('state.foreign', { what: label('foreign', foreign.what) })
      : t(away ? 'state.unreachable' : 'state.bug');
  const remedy = problem
    ? problem.remedy
    : t(foreign ? 'state.foreign.remedy' : away ? 'state.unreachable.remedy' : 'state.bug.remedy');
  /* A detail in the reader's language begins with the title: that much has been said. */
  const detail = problem?.detail ?? '';
  const particulars = detail.startsWith(title) ? detail.slice(title.length).trim() : detail;
  const place = problem?.path ?? foreign?.place;
  return (
    <div className="notice notice-danger" role="alert">
      <p className="notice-title">{title}</p>
      {particulars && <p className="notice-detail">{particulars}</p>}
      {place && <p className="notice-place">{t('state.place', { path: place })}</p>}
      {remedy && <p>{remedy}</p>}
      {problem?.reason === 'people.second_factor' && <Link to="/account">{t('totp.needed')}</Link>}
      {onRetry && <Button onPress={onRetry}>{t('common.retry')}</Button>}
    </div>
  );
}

interface AnswerProps<T> {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
}

/* The data of a query, or what stands in its place. Old data stay while new ones are fetched. */
export function Answer<T>({ query, children }: AnswerProps<T>): ReactNode {
  if (query.data !== undefined) return children(query.data);
  if (query.error)
    return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />;
  return <Loading />;
}

export function Notice({
  kind,
  title,
  children,
}: {
  kind: 'ok' | 'warn' | 'info';
  title: string;
  children?: ReactNode;
}): ReactNode {
  return (
    <div className={`notice notice-${kind}`} role="status">
      <p className="notice-title">{title}</p>
      {children}
    </div>
  );
}
