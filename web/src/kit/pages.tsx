/* A list that grows: it comes in pages from the newest, and each next one when it is asked for. The
 * server tells of the end by a page that is shorter than what was asked. */
import { useInfiniteQuery, type UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Items } from '../api/types.ts';
import { useWords } from '../words/words.tsx';
import { Button } from './button.tsx';
import { SelectField } from './field.tsx';
import { Loading, ProblemNotice } from './states.tsx';

export const PAGE = 50;

interface PageAsked {
  limit: number;
  before?: number;
}

interface Asked {
  params: { query: PageAsked };
  signal: AbortSignal;
}

type Pages<T> = UseInfiniteQueryResult<T[]>;

/* `fetchPage` is given what to pass to api.GET; `idOf` is the place of an item in the list. */
export function usePages<T>(
  key: readonly unknown[],
  idOf: (item: T) => number,
  fetchPage: (asked: Asked) => Promise<Items<T>>,
): Pages<T> {
  return useInfiniteQuery({
    queryKey: [...key, 'pages'],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      fetchPage({
        params: { query: { limit: PAGE, ...(pageParam > 0 && { before: pageParam }) } },
        signal,
      }),
    getNextPageParam: ({ items }) => {
      const last = items.at(-1);
      return items.length < PAGE || !last ? null : idOf(last);
    },
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  });
}

/* The items so far and the way to more of them, or what stands in their place. */
export function PagedAnswer<T>({
  query,
  children,
}: {
  query: Pages<T>;
  children: (items: T[]) => ReactNode;
}): ReactNode {
  const { t } = useWords();
  if (query.data === undefined)
    return query.error ? (
      <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <Loading />
    );
  return (
    <>
      {children(query.data)}
      {query.isFetchNextPageError && <ProblemNotice error={query.error} />}
      {query.hasNextPage && (
        <Button onPress={() => void query.fetchNextPage()} isPending={query.isFetchingNextPage}>
          {t('common.more')}
        </Button>
      )}
    </>
  );
}

/* Only those of one state; '' is all. */
export function StateFilter<S extends string>({
  states,
  value,
  onChange,
}: {
  states: readonly S[];
  value: S | '';
  onChange: (state: S | '') => void;
}): ReactNode {
  const { t, label } = useWords();
  return (
    <SelectField
      label={t('list.state')}
      value={value}
      onChange={(state) => onChange(states.find((one) => one === state) ?? '')}
      choices={[
        { value: '', text: t('list.state.all') },
        ...states.map((one) => ({ value: one, text: label('state', one) })),
      ]}
    />
  );
}
