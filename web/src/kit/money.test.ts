import { describe, expect, test } from 'vitest';
import { formatWon, parseWon, sayWon } from './money.ts';

describe('an amount is read as people write it', () => {
  test.each([
    ['1억 2천만', 120_000_000],
    ['1억2,000만원', 120_000_000],
    ['오천만', 50_000_000],
    ['삼천오백만 원', 35_000_000],
    ['12,345,000원', 12_345_000],
    ['₩300000', 300_000],
    ['2.5억', 250_000_000],
    ['1,234만 5,000원', 12_345_000],
    ['천만', 10_000_000],
    ['억', 100_000_000],
    ['0', 0],
    ['１２０', 120],
    ['1조 2억', 1_000_200_000_000],
  ])('%s', (text, won) => expect(parseWon(text)).toBe(won));

  test.each(['', '원', '많이', '1만억', '-5', '1.5', '99999999999999999999', '12a', '이십a'])(
    'what is no amount is refused: "%s"',
    (text) => expect(parseWon(text)).toBeNull(),
  );
});

test('what is said reads back as the same amount', () => {
  let seed = 7;
  for (let i = 0; i < 500; i++) {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    const won = seed * (1 + (i % 1000));
    expect(parseWon(sayWon(won))).toBe(won);
    expect(parseWon(formatWon(won))).toBe(won);
  }
});

test('an amount is shown with its unit in both languages', () => {
  expect(formatWon(12_345_000)).toBe('12,345,000원');
  expect(formatWon(12_345_000, 'en')).toBe('₩12,345,000');
  expect(sayWon(12_345_000)).toBe('1,234만 5,000원');
  expect(sayWon(0)).toBe('0원');
});
