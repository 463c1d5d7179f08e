/* Saves a field by itself a moment after the last key, and tells when it was saved. The text
 * stays in the page whatever happens to the request; with a `keep` name it also stays in the
 * browser until the server has it, and is sent when the connection is back. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { onReachable, Unreachable } from '../api/client.ts';
import { draftOf, dropDraft, fateOf, keepDraft, type KeptDraft } from './kept-draft.ts';

export type SaveState =
  | { kind: 'rest' }
  | { kind: 'saving' }
  | { kind: 'saved'; at: Date }
  | { kind: 'offline'; isKept: boolean }
  | { kind: 'failed'; error: unknown };

const delay = 800;
const again = 4000;

interface Autosave {
  value: string;
  change: (value: string) => void;
  flush: () => Promise<void>;
  state: SaveState;
  /* A text of this browser beside which the server's has changed: a person decides. */
  other: string | null;
  takeOther: () => void;
  dropOther: () => void;
}

export function useAutosave(
  initial: string,
  save: (value: string) => Promise<void>,
  keep?: string,
): Autosave {
  const [kept] = useState<KeptDraft | null>(() => (keep ? draftOf(keep) : null));
  const fate = fateOf(kept, initial);
  const start = fate === 'resume' && kept ? kept.text : initial;
  const [value, setValue] = useState(start);
  const [other, setOther] = useState<string | null>(fate === 'ask' && kept ? kept.text : null);
  const [state, setState] = useState<SaveState>({ kind: 'rest' });
  const saved = useRef(initial);
  const latest = useRef(start);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const running = useRef<Promise<void> | null>(null);
  const call = useRef(save);
  call.current = save;

  const remember = useCallback((): boolean => {
    if (!keep) return false;
    if (latest.current === saved.current) {
      dropDraft(keep);
      return false;
    }
    return keepDraft(keep, {
      text: latest.current,
      base: saved.current,
      at: new Date().toISOString(),
    });
  }, [keep]);

  const flush = useCallback(async (): Promise<void> => {
    clearTimeout(timer.current);
    if (running.current) await running.current.catch(() => undefined);
    const text = latest.current;
    if (text === saved.current) {
      remember();
      return;
    }
    setState({ kind: 'saving' });
    running.current = call.current(text);
    try {
      await running.current;
      saved.current = text;
      remember();
      setState({ kind: 'saved', at: new Date() });
    } catch (error) {
      if (error instanceof Unreachable) {
        setState({ kind: 'offline', isKept: remember() });
        timer.current = setTimeout(() => void flush().catch(() => undefined), again);
      } else {
        setState({ kind: 'failed', error });
      }
      throw error;
    } finally {
      running.current = null;
    }
  }, [remember]);
  const change = useCallback(
    (next: string): void => {
      latest.current = next;
      setValue(next);
      remember();
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void flush().catch(() => undefined), delay);
    },
    [flush, remember],
  );
  /* What an earlier visit could not send goes now; and again as soon as anything gets through. */
  useEffect(() => {
    const send = (): void => {
      if (latest.current !== saved.current) void flush().catch(() => undefined);
    };
    send();
    window.addEventListener('online', send);
    const quiet = onReachable((isReachable) => isReachable && send());
    return () => {
      window.removeEventListener('online', send);
      quiet();
      clearTimeout(timer.current);
      void flush().catch(() => undefined);
    };
  }, [flush]);
  const takeOther = (): void => {
    if (other !== null) change(other);
    setOther(null);
  };
  const dropOther = (): void => {
    if (keep) dropDraft(keep);
    setOther(null);
  };
  return { value, change, flush, state, other, takeOther, dropOther };
}
