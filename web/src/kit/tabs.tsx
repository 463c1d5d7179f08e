import type { ReactNode } from 'react';
import { Link } from '../app/router.tsx';

/* Parts of one page that have addresses of their own. */
export function Tabs({
  label,
  current,
  tabs,
}: {
  label: string;
  current: string;
  tabs: readonly [string, string][];
}): ReactNode {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(([to, text]) => (
        <Link key={to} to={to} aria-current={to === current ? 'page' : undefined}>
          {text}
        </Link>
      ))}
    </nav>
  );
}
