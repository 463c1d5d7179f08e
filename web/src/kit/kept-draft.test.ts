import { expect, test } from 'vitest';
import { draftOf, dropDraft, fateOf, keepDraft } from './kept-draft.ts';

function shelf() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}
const draft = { text: '쓰던 글', base: '전 글', at: '2026-11-25T00:00:00Z' };

test('what was typed is read again as it was, and is gone when it has been sent', () => {
  const on = shelf();
  expect(keepDraft('7.application.3.title', draft, on)).toBe(true);
  expect(draftOf('7.application.3.title', on)).toEqual(draft);
  expect(draftOf('8.application.3.title', on)).toBeNull();
  dropDraft('7.application.3.title', on);
  expect(draftOf('7.application.3.title', on)).toBeNull();
});

test('a kept text goes on by itself only when the server still has what it began from', () => {
  expect(fateOf(draft, '전 글')).toBe('resume');
  expect(fateOf(draft, '쓰던 글')).toBe('none');
  expect(fateOf(draft, '남이 고친 글')).toBe('ask');
  expect(fateOf(null, '')).toBe('none');
});

test('a browser that keeps nothing, or something else, breaks nothing', () => {
  const full = { ...shelf(), setItem: () => { throw new Error('full'); } };
  expect(keepDraft('k', draft, full)).toBe(false);
  expect(keepDraft('k', draft, null)).toBe(false);
  const on = shelf();
  on.kept.set('dure.draft.k', '{"text":5}');
  expect(draftOf('k', on)).toBeNull();
  on.kept.set('dure.draft.k', 'not json');
  expect(draftOf('k', on)).toBeNull();
});
