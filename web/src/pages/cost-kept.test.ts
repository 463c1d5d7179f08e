import { expect, test } from 'vitest';
import { sheetOf, sheetText } from './cost-kept.ts';
import { emptyRow } from './cost-rows.ts';

test('a sheet comes back as it was typed, unfinished rows too', () => {
  const rows = [
    { ...emptyRow(4, 'hardware'), name: '비전 검사기', price: '12,000,000' },
    { ...emptyRow(9, 'software'), price: 'not yet' },
  ];
  const text = sheetText({ rows, inKind: { adopter: '3천만', sponsor: ' ' } });
  expect(sheetOf(text)).toEqual({
    rows: rows.map((row, key) => ({ ...row, key })),
    inKind: { adopter: '3천만' },
  });
});

test('where a row stands on the page is no difference, what stands in it is', () => {
  const a = { rows: [{ ...emptyRow(1, 'x'), name: 'a' }], inKind: { b: '1', a: '2' } };
  const b = { rows: [{ ...emptyRow(7, 'x'), name: 'a' }], inKind: { a: '2', b: '1' } };
  expect(sheetText(a)).toBe(sheetText(b));
  expect(sheetText({ ...b, rows: [{ ...emptyRow(7, 'x'), name: 'b' }] })).not.toBe(sheetText(a));
});

test('what was never a sheet is none', () => {
  for (const text of ['', '[]', 'null', '{"rows":1}', '{"rows":[],"inKind":null}', '{"rows"'])
    expect(sheetOf(text)).toBeNull();
  expect(sheetOf('{"rows":[null,{"name":7,"price":"5"}],"inKind":{"a":1}}')).toEqual({
    rows: [emptyRow(0, ''), { ...emptyRow(1, ''), price: '5' }],
    inKind: {},
  });
});
