import type { ReactNode } from 'react';

/* A document of the server, saved by the browser under the name that the server gives it. */
export function Download({ path, children }: { path: string; children: ReactNode }): ReactNode {
  return (
    <a href={`/api${path}`} className="button" download>
      {children}
    </a>
  );
}
