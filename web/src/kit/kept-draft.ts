/* What was typed and has not reached the server, kept in this browser: it outlives a lost
 * connection, a closed window and a flat battery. One entry a field of one person. */

export interface KeptDraft {
  text: string;
  /* What the server had when the typing began: whether somebody else wrote meanwhile. */
  base: string;
  at: string;
}

type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
const prefix = 'dure.draft.';

/* A browser may forbid its storage: then a draft lives as long as the page. */
function shelf(): Shelf | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

export function keepDraft(key: string, draft: KeptDraft, on: Shelf | null = shelf()): boolean {
  try {
    on?.setItem(prefix + key, JSON.stringify(draft));
    return on !== null;
  } catch {
    return false;
  }
}

export function dropDraft(key: string, on: Shelf | null = shelf()): void {
  try {
    on?.removeItem(prefix + key);
  } catch {
    /* nothing is kept where nothing may be kept */
  }
}

export function draftOf(key: string, on: Shelf | null = shelf()): KeptDraft | null {
  try {
    const kept: unknown = JSON.parse(on?.getItem(prefix + key) ?? 'null');
    const draft = kept as Partial<KeptDraft> | null;
    return typeof draft?.text === 'string' && typeof draft.base === 'string'
      ? { text: draft.text, base: draft.base, at: draft.at ?? '' }
      : null;
  } catch {
    return null;
  }
}

/* What to do with a kept text when the page opens again: the same as on the server is done with;
 * one whose ground has not changed goes on; else a person decides. */
export function fateOf(draft: KeptDraft | null, server: string): 'none' | 'resume' | 'ask' {
  if (!draft || draft.text === server) return 'none';
  return draft.base === server ? 'resume' : 'ask';
}
