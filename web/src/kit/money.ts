/* Won: reading what people type, showing what they owe. Whole won only; a number beyond the safe
 * integers is refused rather than rounded. */

const digits: Record<string, number> = {
  영: 0,
  공: 0,
  일: 1,
  이: 2,
  삼: 3,
  사: 4,
  오: 5,
  육: 6,
  칠: 7,
  팔: 8,
  구: 9,
};
const small: Record<string, number> = { 십: 10, 백: 100, 천: 1000 };
const large: [string, number][] = [
  ['조', 1e12],
  ['억', 1e8],
  ['만', 1e4],
];

/* Below ten thousand, mixed: "5천", "오천삼백", "1,200", "2.5" (only before a unit). */
function readSmall(text: string): number | null {
  if (text === '') return null;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  let sum = 0;
  let rest = text;
  while (rest !== '') {
    const match = /^(\d+(?:\.\d+)?|[영공일이삼사오육칠팔구])?([십백천])?/.exec(rest);
    if (!match || match[0] === '') return null;
    const [whole, number, unit] = match;
    const value = number === undefined ? 1 : (digits[number] ?? Number(number));
    const scale = unit === undefined ? 1 : small[unit]!;
    if (unit === undefined && rest.length !== whole.length) return null;
    sum += value * scale;
    rest = rest.slice(whole.length);
  }
  return sum;
}

/* "1억 2천만" → 120000000; "12,345,000원" → 12345000; null when it is not an amount. */
export function parseWon(input: string): number | null {
  let text = input
    .normalize('NFKC')
    .replace(/[\s,_₩]/g, '')
    .replace(/(won|krw|원)정?$/i, '');
  if (text === '') return null;
  let sum = 0;
  let found = false;
  for (const [name, scale] of large) {
    const at = text.indexOf(name);
    if (at < 0) continue;
    const part = at === 0 ? 1 : readSmall(text.slice(0, at));
    if (part === null) return null;
    sum += part * scale;
    text = text.slice(at + name.length);
    found = true;
  }
  if (text !== '') {
    const part = readSmall(text);
    if (part === null) return null;
    sum += part;
  } else if (!found) return null;
  const won = Math.round(sum * 100) / 100;
  return Number.isSafeInteger(won) && won >= 0 ? won : null;
}

const grouped = new Intl.NumberFormat('en-US');

export function formatWon(won: number, language: 'ko' | 'en' = 'ko'): string {
  return language === 'ko' ? `${grouped.format(won)}원` : `₩${grouped.format(won)}`;
}

/* The way an amount is said: "1,234만 5,000원", "1억 2,000만원". */
export function sayWon(won: number): string {
  if (won === 0) return '0원';
  const sign = won < 0 ? '-' : '';
  let rest = Math.abs(won);
  const parts: string[] = [];
  for (const [name, scale] of large) {
    const count = Math.floor(rest / scale);
    if (count > 0) parts.push(`${grouped.format(count)}${name}`);
    rest %= scale;
  }
  if (rest > 0) parts.push(grouped.format(rest));
  return `${sign}${parts.join(' ')}원`;
}
