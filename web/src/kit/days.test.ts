import { expect, test } from 'vitest';
import { addDays, addMonths, dayAfterKey, dayOf, lastDayOf, weekdayOf, weeksOf } from './days.ts';

test('a moment late in the evening of UTC is the next day in Korea', () => {
  expect(dayOf(new Date('2026-11-25T14:59:59Z'))).toBe('2026-11-25');
  expect(dayOf(new Date('2026-11-25T15:00:00Z'))).toBe('2026-11-26');
});

test('days are counted over the ends of months, years and Februaries', () => {
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  expect(addDays('2027-03-01', -1)).toBe('2027-02-28');
  expect(weekdayOf('2026-11-25')).toBe(3);
  expect(weekdayOf('1970-01-01')).toBe(4);
  expect(lastDayOf('2028-02')).toBe('2028-02-29');
});

test('a month later is the same day, or the last one where there is none', () => {
  expect(addMonths('2026-11-25', 2)).toBe('2027-01-25');
  expect(addMonths('2026-03-31', -1)).toBe('2026-02-28');
  expect(addMonths('2028-02-29', 12)).toBe('2029-02-28');
});

test('the weeks of every month hold each of its days once, on its weekday', () => {
  for (let year = 2024; year < 2032; year++)
    for (let number = 1; number <= 12; number++) {
      const month = `${year}-${String(number).padStart(2, '0')}`;
      const weeks = weeksOf(month);
      const days = weeks.flat().filter((day) => day !== null);
      expect(days[0]).toBe(`${month}-01`);
      expect(days.at(-1)).toBe(lastDayOf(month));
      expect(new Set(days).size).toBe(Number(lastDayOf(month).slice(8)));
      for (const week of weeks) {
        expect(week.length).toBe(7);
        week.forEach((day, i) => day === null || expect(weekdayOf(day)).toBe(i));
      }
    }
});

test('keys lead through the grid as WAI-ARIA asks', () => {
  const from = (key: string, shift = false): string | null => dayAfterKey('2026-11-25', key, shift);
  expect(from('ArrowLeft')).toBe('2026-11-24');
  expect(from('ArrowDown')).toBe('2026-12-02');
  expect(from('Home')).toBe('2026-11-22');
  expect(from('End')).toBe('2026-11-28');
  expect(from('PageUp')).toBe('2026-10-25');
  expect(from('PageDown', true)).toBe('2027-11-25');
  expect(from('a')).toBeNull();
});
