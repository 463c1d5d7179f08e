import { expect, test } from 'vitest';
import {
  amountOf,
  emptyRow,
  findingsOf,
  pasted,
  readPrice,
  readQuantity,
  restOf,
  sentOf,
} from './cost-rows.ts';

const items = [
  { id: 'hardware', ko: 'H/W 구입비', en: 'hardware' },
  { id: 'discount', ko: '기타(할인)', en: 'other (discount)' },
];
const finding = (place: string) => ({
  limit: 'share',
  place,
  ko: '',
  en: '',
  basis: 'F4.2',
  found: 2,
  most: 1,
});

test('cells of a spreadsheet become rows; headings and sums are left out and counted', () => {
  const text = [
    '비목\t품명\t모델\t규격\t단가\t수량',
    'H/W구입비\t비전 검사기\tVX-200\t5MP\t12,000,000\t2',
    '기타(할인)\t할인\t\t\t-1,000,000\t',
    '합계',
    '',
  ].join('\r\n');
  const { rows, leftOut } = pasted(text, items, 7);
  expect(leftOut).toBe(2);
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatchObject({ key: 7, item: 'hardware', model: 'VX-200', quantity: '2' });
  expect(amountOf(rows[0]!)).toBe(24_000_000);
  expect(rows[1]).toMatchObject({ key: 8, item: 'discount' });
  expect(sentOf(rows[1]!)).toMatchObject({ unit_price: -1_000_000, quantity: 1, amount: -1_000_000 });
});

test('a price may be said in Korean and be below zero; a quantity is whole and above zero', () => {
  expect(readPrice('1억 2천만')).toBe(120_000_000);
  expect(readPrice('−500')).toBe(-500);
  expect(readPrice('many')).toBeNull();
  expect(readQuantity('1,000')).toBe(1000);
  expect(readQuantity('0')).toBeNull();
  expect(readQuantity('1.5')).toBeNull();
});

test('a row that lacks a name or a number is not sent', () => {
  const row = emptyRow(1, 'hardware');
  expect(sentOf({ ...row, price: '100' })).toBeNull();
  expect(sentOf({ ...row, name: 'PC' })).toBeNull();
  expect(sentOf({ ...row, name: 'PC', price: '100', vat: 'x' })).toBeNull();
  expect(sentOf({ ...row, name: ' PC ', price: '100', vat: '10' })).toMatchObject({
    name: 'PC',
    amount: 100,
    vat: 10,
  });
});

test('what is wrong stands beside its row or its cost item, all else beside the sum', () => {
  const findings = [finding('/costs/1'), finding('/costs/hardware'), finding('/costs'), finding('/in_kind/sponsor')];
  expect(findingsOf(findings, 0, 'hardware').map((one) => one.place)).toEqual(['/costs/hardware']);
  expect(findingsOf(findings, 1, 'discount').map((one) => one.place)).toEqual(['/costs/1']);
  expect(restOf(findings, ['hardware', 'discount']).map((one) => one.place)).toEqual([
    '/costs',
    '/in_kind/sponsor',
  ]);
});
