import { expect, test } from 'vitest';
import { en } from './en.ts';
import { ko } from './ko.ts';
import { makeWords } from './words.tsx';

const places = (text: string): string =>
  [...text.matchAll(/\{(\w+)\}/g)]
    .map(([, name]) => name)
    .sort()
    .join();

test('both languages have the same keys, words in each, and the same places to fill', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(ko).sort());
  for (const key of Object.keys(ko) as (keyof typeof ko)[]) {
    expect(ko[key].trim(), key).not.toBe('');
    expect(en[key].trim(), key).not.toBe('');
    expect(places(en[key]), key).toBe(places(ko[key]));
  }
});

test('every key is used somewhere', () => {
  const sources = import.meta.glob<string>('../**/*.{ts,tsx}', {
    query: '?raw',
    import: 'default',
    eager: true,
  });
  const text = Object.entries(sources)
    .filter(([name]) => !name.startsWith('./'))
    .map(([, source]) => source)
    .join('\n');
  /* label(prefix, value) and t(`prefix.${value}`) build these keys from what the server sends. */
  const built = new Set(
    [...text.matchAll(/label\('([\w.]+)'/g), ...text.matchAll(/t\(`([\w.]+)\.\$\{/g)].map(
      ([, prefix]) => prefix,
    ),
  );
  const isUsed = (key: string): boolean =>
    text.includes(`'${key}'`) || [...built].some((prefix) => key.startsWith(`${prefix}.`));
  expect(Object.keys(ko).filter((key) => !isUsed(key))).toEqual([]);
});

test('no English is left in the Korean words and no Hangul in the English ones', () => {
  for (const [key, text] of Object.entries(en)) {
    if (key === 'money.hint') continue; /* shows how Korean amounts may be typed */
    expect(/[가-힣]/.test(text), key).toBe(false);
  }
});

test('places are filled, and unknown values are shown as they are', () => {
  const words = makeWords('ko');
  expect(words.t('home.title', { name: '한상우' })).toBe('안녕하세요, 한상우님');
  expect(words.label('state', 'draft')).toBe('작성 중');
  expect(words.label('state', 'something_new')).toBe('something_new');
});
