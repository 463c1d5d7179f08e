/* Beside a field that saves itself: when it was saved, and where its text is when it was not. */
import type { ReactNode } from 'react';
import { useWords } from '../words/words.tsx';
import { Button } from './button.tsx';
import { formatClock } from './format.ts';
import type { SaveState } from './use-autosave.ts';

export function Saved({ state }: { state: SaveState }): ReactNode {
  const { t, language } = useWords();
  const text =
    state.kind === 'saved'
      ? t('save.saved', { time: formatClock(state.at, language) })
      : state.kind === 'saving'
        ? t('save.saving')
        : state.kind === 'offline'
          ? t(state.isKept ? 'sel.draft.offline' : 'sel.draft.offline_page')
          : state.kind === 'failed'
            ? t('save.failed')
            : '';
  return (
    <span className={`saved saved-${state.kind}`} role="status">
      {text}
    </span>
  );
}

interface KeptBesideProps {
  other: string | null;
  onTake: () => void;
  onDrop: () => void;
}

/* This browser kept a text, and the server's has been changed since by somebody else. */
export function KeptBeside({ other, onTake, onDrop }: KeptBesideProps): ReactNode {
  const { t } = useWords();
  if (other === null) return null;
  return (
    <div className="notice notice-warn" role="status">
      <p className="notice-title">{t('sel.draft.beside')}</p>
      <q>{other}</q>
      <div className="actions">
        <Button onPress={onTake}>{t('sel.draft.take')}</Button>
        <Button kind="quiet" onPress={onDrop}>
          {t('sel.draft.drop')}
        </Button>
      </div>
    </div>
  );
}
