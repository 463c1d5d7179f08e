/* One fact of a firm in words. */
import type { ReactNode } from 'react';
import type { Choice } from '../kit/field.tsx';
import { formatNumber } from '../kit/format.ts';
import type { Words } from '../words/words.tsx';
import { useWords } from '../words/words.tsx';
import type { FactForm } from './fact-value.ts';

export { factValue, readFact } from './fact-value.ts';

export function factChoices(
  fact: FactForm,
  t: Words['t'],
  label: Words['label'],
): readonly Choice[] | null {
  if (fact.kind === 'flag')
    return [
      { value: '1', text: t('sel.yes') },
      { value: '0', text: t('sel.no') },
    ];
  if (fact.kind === 'word')
    return fact.choices.split(' ').map((value) => ({ value, text: label('sel.word', value) }));
  return null;
}

export function FactValue({
  fact,
}: {
  fact: FactForm & { number?: number | null; word?: string | null };
}): ReactNode {
  const { t, label } = useWords();
  if (fact.kind === 'word') return label('sel.word', fact.word ?? '');
  if (fact.kind === 'flag') return t(fact.number ? 'sel.yes' : 'sel.no');
  return <span className="number">{formatNumber(fact.number ?? 0)}</span>;
}
