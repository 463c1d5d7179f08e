/* What is typed into the form of a step, as the server wants it. Nonsense goes along as it was typed:
 * the server names what is wrong with it. */
import type { StepColumn, StepValue } from '../api/casework.ts';
import { parseWon } from '../kit/money.ts';

export type Texts = Record<string, string>;
export interface Entry {
  texts: Texts;
  lines: Record<string, Texts[]>;
}
export const nothing: Entry = { texts: {}, lines: {} };

/* 12.345 in thousandths, without the detour over binary fractions. */
export function parseMilli(text: string): number | null {
  const found = /^(-?)(\d{1,12})(?:\.(\d{1,3}))?$/.exec(text.replaceAll(',', '').trim());
  if (!found) return null;
  const [, sign, whole = '0', part = ''] = found;
  const milli = Number(whole) * 1000 + Number(part.padEnd(3, '0'));
  return sign && milli !== 0 ? -milli : milli;
}

function valueOf(field: StepColumn, text: string): string | number {
  if (field.type === 'money') return parseWon(text) ?? text;
  if (field.type === 'milli') return parseMilli(text) ?? text;
  if (field.type === 'whole') return /^-?\d+$/.test(text) ? Number(text) : text;
  return text;
}

function objectOf(fields: readonly StepColumn[], texts: Texts): Record<string, string | number> {
  const values: Record<string, string | number> = {};
  for (const field of fields) {
    const text = (texts[field.name] ?? '').trim();
    if (text !== '') values[field.name] = valueOf(field, text);
  }
  return values;
}

/* Empty optional fields and empty lines are left out. */
export function valuesOf(fields: readonly StepValue[], entry: Entry): Record<string, unknown> {
  const plain = fields.filter((field) => field.type !== 'lines');
  const values: Record<string, unknown> = objectOf(plain, entry.texts);
  for (const field of fields) {
    if (field.type !== 'lines') continue;
    const lines = (entry.lines[field.name] ?? [])
      .map((line) => objectOf(field.columns, line))
      .filter((line) => Object.keys(line).length > 0);
    if (lines.length > 0 || !field.optional) values[field.name] = lines;
  }
  return values;
}
