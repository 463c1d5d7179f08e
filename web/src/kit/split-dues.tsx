/* What must be ready by when: one row a tranche, what each must have done first, the last day if it
 * were agreed today, and the part of each. */
import type { ReactNode } from 'react';
import type { Split } from '../api/types.ts';
import { useWords } from '../words/words.tsx';
import { formatDay } from './format.ts';
import { Money, Table } from './show.tsx';

export function SplitDues({ split, ownParty }: { split: Split; ownParty?: string }): ReactNode {
  const { t, name, pick, language } = useWords();
  if (split.instalments.length === 0) return null;
  return (
    <section>
      <h3>{t('split.dues')}</h3>
      <Table
        caption={t('split.dues')}
        isCaptionHidden
        rows={split.instalments}
        rowKey={(one) => one.tranche}
        columns={[
          { head: t('split.tranche'), isRowHead: true, cell: name },
          { head: t('split.opens'), cell: (one) => pick(one.opens_ko, one.opens_en) || '—' },
          {
            head: t('split.due'),
            cell: (one) =>
              one.due_on ? (
                formatDay(one.due_on, language)
              ) : (
                <small>{t('split.due.unknown')}</small>
              ),
          },
          ...split.shares.map((share) => ({
            head: share.party === ownParty ? t('split.ours') : name(share),
            align: 'right' as const,
            cell: (one: Split['instalments'][number]) => (
              <Money won={one.parts.find((part) => part.funder === share.funder)?.amount ?? 0} />
            ),
          })),
        ]}
      />
      <p className="field-note">{t('split.dues.note', { day: formatDay(split.day, language) })}</p>
    </section>
  );
}
