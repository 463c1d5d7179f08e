import { expect, test } from 'vitest';
import { cases as enCases } from './en/case.ts';
import { first as enFirst } from './en/first.ts';
import { line as enLine } from './en/line.ts';
import { cases } from './ko/case.ts';
import { first } from './ko/first.ts';
import { line } from './ko/line.ts';
import { makeWords } from './words.tsx';

const ko = { first, line, cases };
const en = { first: enFirst, line: enLine, cases: enCases };
const korean: Record<string, string> = { ...first, ...line, ...cases };
const english: Record<string, string> = { ...enFirst, ...enLine, ...enCases };

const places = (text: string): string =>
  [...text.matchAll(/\{(\w+)\}/g)]
    .map(([, name]) => name)
    .sort()
    .join();

test('both languages have the same keys, words in each, and the same places to fill', () => {
  for (const half of ['first', 'line', 'cases'] as const) {
    expect(Object.keys(en[half]).sort(), half).toEqual(Object.keys(ko[half]).sort());
  }
  for (const [key, text] of Object.entries(korean)) {
    expect(text.trim(), key).not.toBe('');
    expect(english[key]!.trim(), key).not.toBe('');
    expect(places(english[key]!), key).toBe(places(text));
  }
});

type Half = 'first' | 'line' | 'case';

/* Every source of the page by its path from src/, and what each brings along at once or when it
 * is first drawn. The halves themselves are brought by chunks.ts. */
const sources = Object.fromEntries(
  Object.entries(
    import.meta.glob<string>(['../**/*.{ts,tsx}', '!../**/*.test.ts', '!../words/**'], {
      query: '?raw',
      import: 'default',
      eager: true,
    }),
  ).map(([name, source]) => [name.replace(/^\.\.\//, ''), source]),
);

function brought(name: string): string[] {
  const folder = name.split('/').slice(0, -1);
  const imports = sources[name]!.matchAll(
    /^(?:import|export)\s(?!type)[^;]*?from '(\.[^']+)'|^import '(\.[^']+)'|import\('(\.[^']+)'\)/gm,
  );
  return [...imports]
    .filter(([, , , lazily]) => !lazily || name !== 'app/chunks.ts')
    .map(([, from, alone, lazily]) => {
      const path = [...folder];
      for (const part of (from ?? alone ?? lazily)!.split('/')) {
        if (part === '..') path.pop();
        else if (part !== '.') path.push(part);
      }
      return path.join('/');
    })
    .filter((path) => path in sources);
}

function textOf(start: string): string {
  const seen = new Set([start]);
  for (const name of seen) for (const next of brought(name)) seen.add(next);
  return [...seen].map((name) => sources[name]).join('\n');
}

/* label(prefix, value) and t(`prefix.${value}`) build keys from what the server sends. */
function userOf(text: string): (key: string) => boolean {
  const built = [
    ...text.matchAll(/label\('([\w.]+)'/g),
    ...text.matchAll(/t\(`([\w.]+)\.\$\{/g),
  ].map(([, prefix]) => `${prefix}.`);
  const said = new Set([...text.matchAll(/'([\w.]+)'/g)].map(([, word]) => word));
  return (key) => said.has(key) || built.some((prefix) => key.startsWith(prefix));
}

test('every word is used, and comes with the half of the page that uses it', () => {
  const uses = {
    first: userOf(textOf('main.tsx')),
    line: userOf(textOf('pages/line.ts')),
    case: userOf(textOf('pages/case.ts')),
  };
  const home = (key: string): Half | 'nobody' => {
    if (uses.first(key) || (uses.line(key) && uses.case(key))) return 'first';
    if (uses.line(key)) return 'line';
    return uses.case(key) ? 'case' : 'nobody';
  };
  for (const [half, words] of Object.entries({ first: ko.first, line: ko.line, case: ko.cases })) {
    expect(
      Object.keys(words)
        .filter((key) => home(key) !== half)
        .map((key) => `${key} belongs to ${home(key)}`),
      half,
    ).toEqual([]);
  }
});

test('no English is left in the Korean words and no Hangul in the English ones', () => {
  for (const [key, text] of Object.entries(english)) {
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
