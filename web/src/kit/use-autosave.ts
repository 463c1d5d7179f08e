/* Saves a field by itself a moment after the last key, and tells when it was saved. The text
 * stays in the page whatever happens to the request. */
import { useCallback, useEffect, useRef, useState } from 'react';

export type SaveState =
  | { kind: 'rest' }
  | { kind: 'saving' }
  | { kind: 'saved'; at: Date }
  | { kind: 'failed'; error: unknown };

const delay = 800;

interface Autosave {
  value: string;
  change: (value: string) => void;
  flush: () => Promise<void>;
  state: SaveState;
}

export function useAutosave(initial: string, save: (value: string) => Promise<void>): Autosave {
  const [value, setValue] = useState(initial);
  const [state, setState] = useState<SaveState>({ kind: 'rest' });
  const saved = useRef(initial);
  const latest = useRef(initial);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const running = useRef<Promise<void> | null>(null);
  const keep = useRef(save);
  keep.current = save;

  const flush = useCallback(async (): Promise<void> => {
    clearTimeout(timer.current);
    if (running.current) await running.current.catch(() => undefined);
    const text = latest.current;
    if (text === saved.current) return;
    setState({ kind: 'saving' });
    running.current = keep.current(text);
    try {
      await running.current;
      saved.current = text;
      setState({ kind: 'saved', at: new Date() });
    } catch (error) {
      setState({ kind: 'failed', error });
      throw error;
    } finally {
      running.current = null;
    }
  }, []);
  const change = useCallback(
    (next: string): void => {
      latest.current = next;
      setValue(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void flush().catch(() => undefined), delay);
    },
    [flush],
  );
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      void flush().catch(() => undefined);
    },
    [flush],
  );
  return { value, change, flush, state };
}
