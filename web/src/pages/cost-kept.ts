/* The cost sheet as one text, for the shelf of this browser (kit/kept-draft.ts): what was typed
 * without a connection is there when the page opens again. */
import { emptyRow, type TypedRow } from './cost-rows.ts';

export interface TypedSheet {
  rows: TypedRow[];
  inKind: Record<string, string>;
}

/* Without the keys, which say only where a row stands on the page; empty amounts are none. */
export function sheetText({ rows, inKind }: TypedSheet): string {
  const given = Object.entries(inKind)
    .filter(([, amount]) => amount.trim() !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify({
    rows: rows.map(({ key: _key, ...row }) => row),
    inKind: Object.fromEntries(given),
  });
}

/* Null for what no sheet was written as: another program may write there too. */
export function sheetOf(text: string): TypedSheet | null {
  let read: unknown = null;
  try {
    read = JSON.parse(text);
  } catch {
    return null;
  }
  const { rows, inKind } = (read ?? {}) as { rows?: unknown; inKind?: unknown };
  if (!Array.isArray(rows) || typeof inKind !== 'object' || inKind === null) return null;
  const texts = (from: object): [string, string][] =>
    Object.entries(from).filter((one): one is [string, string] => typeof one[1] === 'string');
  return {
    rows: rows.map((row: unknown, key) => ({
      ...emptyRow(key, ''),
      ...Object.fromEntries(texts((row ?? {}) as object)),
      key,
    })),
    inKind: Object.fromEntries(texts(inKind)),
  };
}
