/* What a page shows while it has nothing else to show: loading, nothing yet, or what went wrong
 * and what to do about it. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Problem, Unreachable } from '../api/client.ts';
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
  const { t } = useWords();
  const problem = error instanceof Problem ? error : null;
  const away = error instanceof Unreachable;
  const title = problem ? problem.message : away ? t('state.unreachable') : t('state.bug');
  const remedy = problem
    ? problem.remedy
    : away
      ? t('state.unreachable.remedy')
      : t('state.bug.remedy');
  return (
    <div className="notice notice-danger" role="alert">
      <p className="notice-title">{title}</p>
      {problem?.detail && problem.detail !== title && (
        <p className="notice-detail">{problem.detail}</p>
      )}
      {problem?.path && <p className="notice-place">{t('state.place', { path: problem.path })}</p>}
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
