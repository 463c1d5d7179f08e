import { expect, test } from 'vitest';
import type { StepValue } from '../api/casework.ts';
import { nothing, parseMilli, valuesOf, type Texts } from './step-values.ts';

const field = (name: string, type: StepValue['type'], rest: Partial<StepValue> = {}): StepValue => ({
  name,
  type,
  ko: name,
  en: name,
  optional: false,
  choices: [],
  options: [],
  columns: [],
  ...rest,
});

test('amounts, numbers and words are sent as what the step asks for', () => {
  const fields = [field('amount', 'money'), field('count', 'whole'), field('cause', 'text')];
  const texts = { amount: '1억 2천만', count: '3', cause: ' 불인정 ' };
  expect(valuesOf(fields, { ...nothing, texts })).toEqual({
    amount: 120_000_000,
    count: 3,
    cause: '불인정',
  });
});

test('what is empty is left out, and nonsense goes along as it was typed', () => {
  const fields = [field('count', 'whole'), field('note', 'text', { optional: true })];
  expect(valuesOf(fields, { ...nothing, texts: { count: 'three' } })).toEqual({ count: 'three' });
});

test('lines are objects of their columns; an empty line is none', () => {
  const columns = [field('item', 'text'), field('spent', 'money')];
  const fields = [field('lines', 'lines', { columns })];
  const lines: Record<string, Texts[]> = { lines: [{ item: 'machine', spent: '5,000,000' }, {}] };
  expect(valuesOf(fields, { texts: {}, lines })).toEqual({
    lines: [{ item: 'machine', spent: 5_000_000 }],
  });
  expect(valuesOf(fields, nothing)).toEqual({ lines: [] });
  expect(valuesOf([field('lines', 'lines', { columns, optional: true })], nothing)).toEqual({});
});

test('thousandths are read digit by digit', () => {
  expect(parseMilli('12.345')).toBe(12_345);
  expect(parseMilli('1,200')).toBe(1_200_000);
  expect(parseMilli('-0.5')).toBe(-500);
  expect(parseMilli('0.0001')).toBeNull();
  expect(parseMilli('about 3')).toBeNull();
});
