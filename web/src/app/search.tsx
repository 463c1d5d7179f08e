/* One box for everything one may see: Ctrl+K or the button. Arrows go through the hits, Enter opens
 * one. What is not shown is not counted either: the server says nothing of it. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { api, taken } from '../api/client.ts';
import type { Hit, Items } from '../api/types.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { TextField } from '../kit/field.tsx';
import { ProblemNotice } from '../kit/states.tsx';
import { useWords } from '../words/words.tsx';
import { Link } from './router.tsx';

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text.trim().normalize('NFC')), 250);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/* An organisation has no page of its own: its cases are listed by its name. */
function addressOf(hit: Hit): string | null {
  if (hit.kind === 'programme') return `/programmes/${hit.key}`;
  return hit.kind === 'organisation' ? null : `/${hit.kind}s/${hit.id}`;
}

function HitLine({ hit, onOpen }: { hit: Hit; onOpen: () => void }): ReactNode {
  const { t, label, language } = useWords();
  const address = addressOf(hit);
  const name = (language === 'en' && hit.name_en) || hit.name || hit.title || hit.number || '';
  const more = [hit.number, hit.adopter, hit.state && label('state', hit.state)].filter(Boolean);
  return (
    <li className="hit">
      <span className="hit-kind">{t(`search.kind.${hit.kind}`)}</span>
      {address ? (
        <Link to={address} onClick={onOpen}>
          {name}
        </Link>
      ) : (
        <span>{name}</span>
      )}
      <span className="hit-more">{more.join(' · ')}</span>
    </li>
  );
}

function SearchDialog({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useWords();
  const [text, setText] = useState('');
  const words = useSettled(text);
  const box = useRef<HTMLDivElement>(null);
  const query = useQuery({
    queryKey: ['search', words],
    queryFn: ({ signal }) =>
      taken<Items<Hit>>(api.GET('/api/search', { params: { query: { q: words } }, signal })),
    enabled: words.length >= 2,
    staleTime: 10_000,
  });
  const hits = words.length >= 2 ? (query.data?.items ?? null) : null;
  const move = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const links = [...(box.current?.querySelectorAll<HTMLElement>('.hit a') ?? [])];
    const at = links.indexOf(document.activeElement as HTMLElement);
    if (event.key === 'Enter' && at < 0 && links[0] && text.trim().normalize('NFC') === words) {
      event.preventDefault();
      links[0].click();
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    if (at + step < 0) box.current?.querySelector('input')?.focus();
    else links[Math.min(at + step, links.length - 1)]?.focus();
  };
  return (
    <Dialog title={t('search.title')} onClose={onClose}>
      <div className="search" ref={box} onKeyDown={move}>
        <TextField
          label={t('search.label')}
          value={text}
          onChange={setText}
          description={t('search.note')}
          maxLength={80}
          autoComplete="off"
          autoFocus
        />
        <p className="hidden" role="status">
          {hits && (hits.length ? t('search.found', { count: hits.length }) : t('search.nothing'))}
        </p>
        {query.error && <ProblemNotice error={query.error} />}
        {hits &&
          (hits.length === 0 ? (
            <p>{t('search.nothing')}</p>
          ) : (
            <ul className="hits" aria-label={t('search.title')}>
              {hits.map((hit) => (
                <HitLine key={`${hit.kind}${hit.id}`} hit={hit} onOpen={onClose} />
              ))}
            </ul>
          ))}
      </div>
    </Dialog>
  );
}

export function Search(): ReactNode {
  const { t } = useWords();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const open = (event: globalThis.KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      setOpen(true);
    };
    window.addEventListener('keydown', open);
    return () => window.removeEventListener('keydown', open);
  }, []);
  return (
    <>
      <Button kind="quiet" onPress={() => setOpen(true)} aria-keyshortcuts="Control+K">
        {t('search.title')}
      </Button>
      {isOpen && <SearchDialog onClose={() => setOpen(false)} />}
    </>
  );
}
