import { expect, test } from 'vitest';
import { readHead, writeFunder, writeHead } from './rule-text.ts';

const text = JSON.stringify({
  format: 'dure.rules',
  ko: '사업',
  en: 'Programme',
  year: 2026,
  rules_version: 2,
  unit: 1000,
  total: { min: 0, max: 0 },
  funders: [
    { id: 'government', ko: '정부', en: 'government', share_bp: 3000, cap: 5, basis: 'x' },
    { id: 'adopter', ko: '도입기업', en: 'adopter', share_bp: 7000, cap: 0, basis: 'y' },
  ],
  steps: [{ id: 'submit' }],
});

test('a form changes the member it knows and leaves every other as it was', () => {
  const changed = writeFunder(writeHead(text, { year: 2027 }), 'government', { cap: 9 });
  const wanted = JSON.parse(text) as { year: number; funders: { cap: number }[] };
  wanted.year = 2027;
  wanted.funders[0]!.cap = 9;
  expect(JSON.parse(changed)).toEqual(wanted);
});

test('text that is no document is left to the text field', () => {
  for (const wrong of ['', '{', '[]', 'null', '{"ko":1}', text.replace('"cap":5', '"cap":"5"')])
    expect(readHead(wrong)).toBeNull();
  expect(writeFunder('{', 'government', { cap: 1 })).toBe('{');
});
