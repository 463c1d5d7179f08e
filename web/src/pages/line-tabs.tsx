import type { ReactNode } from 'react';
import { Link } from '../app/router.tsx';
import { useWords } from '../words/words.tsx';
import type { Key } from '../words/key.ts';

const tabs: readonly [string, Key][] = [
  ['/logs', 'logs.title'],
  ['/models', 'models.title'],
  ['/plans', 'plans.title'],
];

/* The three shelves of the line: records, models, plans. */
export function LineTabs({ current }: { current: string }): ReactNode {
  const { t } = useWords();
  return (
    <nav className="tabs" aria-label={t('nav.line')}>
      {tabs.map(([to, text]) => (
        <Link key={to} to={to} aria-current={to === current ? 'page' : undefined}>
          {t(text)}
        </Link>
      ))}
    </nav>
  );
}
