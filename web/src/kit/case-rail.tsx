/* How far a case has come, from application to payment; said in words, not by colour alone. */
import type { ReactNode } from 'react';
import { useWords } from '../words/words.tsx';
import type { Key } from '../words/key.ts';
import { Badge } from './show.tsx';

const stages: readonly Key[] = [
  'rail.apply',
  'rail.review',
  'rail.sign',
  'rail.deposit',
  'rail.pay',
];

/* `at`: the stage under way; stages.length when all is done. */
export function CaseRail({ at }: { at: number }): ReactNode {
  const { t } = useWords();
  return (
    <ol className="rail" aria-label={t('rail.title')}>
      {stages.map((stage, i) => (
        <li
          key={stage}
          className={i < at ? 'rail-done' : i === at ? 'rail-now' : 'rail-next'}
          aria-current={i === at ? 'step' : undefined}
        >
          <span>
            {i + 1}. {t(stage)}
          </span>
          {i < at ? (
            <Badge tone="ok">{t('rail.done')}</Badge>
          ) : (
            i === at && <Badge tone="warn">{t('rail.now')}</Badge>
          )}
        </li>
      ))}
    </ol>
  );
}
