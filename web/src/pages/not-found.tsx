import type { ReactNode } from 'react';
import { Link } from '../app/router.tsx';
import { useWords } from '../words/words.tsx';

export function NotFoundPage(): ReactNode {
  const { t } = useWords();
  return (
    <>
      <h1>{t('not_found.title')}</h1>
      <p>{t('not_found.why')}</p>
      <p>
        <Link to="/">{t('not_found.home')}</Link>
      </p>
    </>
  );
}
