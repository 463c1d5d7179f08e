import { expect, test } from 'vitest';
import { isComplete, readDraft, sumOf, writeDraft } from './sheet.ts';

const sheet = {
  items: [
    { id: 'need', ko: '', en: '', weight_bp: 7000 },
    { id: 'goals', ko: '', en: '', weight_bp: 3000 },
  ],
  grades: [
    { id: 'best', ko: '', en: '', points_milli: 100_000 },
    { id: 'poor', ko: '', en: '', points_milli: 40_000 },
  ],
};
const need = { item: 'need', grade: 'best' };
const goals = { item: 'goals', grade: 'poor' };

test('the order in which a sheet is filled in changes nothing that is sent', () => {
  const one = writeDraft({ answers: [need, goals], opinion: '가' });
  expect(writeDraft({ answers: [goals, need], opinion: '가' })).toBe(one);
  expect(readDraft(one)).toEqual({ answers: [goals, need], opinion: '가' });
});

test('a sheet is complete with a grade for every item and an opinion in words', () => {
  expect(isComplete(sheet, { answers: [need], opinion: '좋음' })).toBe(false);
  expect(isComplete(sheet, { answers: [need, goals], opinion: '  ' })).toBe(false);
  expect(isComplete(sheet, { answers: [need, goals], opinion: '좋음' })).toBe(true);
});

test('the sum weighs each item, and is not told while an item or its points lack', () => {
  expect(sumOf(sheet, [need, goals])).toBe(82);
  expect(sumOf(sheet, [need])).toBeNull();
  const unset = { ...sheet, grades: [{ id: 'best', ko: '', en: '', points_milli: null }] };
  expect(sumOf(unset, [need, goals])).toBeNull();
});
