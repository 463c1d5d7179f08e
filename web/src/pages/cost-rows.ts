/* Rows of the cost sheet as they are typed, and the block of cells that a spreadsheet puts on the
 * clipboard. What is allowed is the server's to say: here stands only what was meant. */
import type { CostFinding, CostRow } from '../api/selection.ts';
import { parseWon } from '../kit/money.ts';

export interface TypedRow {
  key: number;
  item: string;
  name: string;
  model: string;
  spec: string;
  price: string;
  quantity: string;
  vat: string;
  sha256: string;
  /* Number of the organisation; none: the firm's own. */
  supplier: string;
}

/* A discount is below zero; parseWon() reads amounts that are owed. */
export function readPrice(text: string): number | null {
  const typed = text.trim().replace(/^[−–]/, '-');
  const won = parseWon(typed.replace(/^-/, ''));
  if (won === null) return null;
  return typed.startsWith('-') ? -won : won;
}

export function readQuantity(text: string): number | null {
  const plain = text.replace(/[,\s]/g, '');
  return /^[1-9]\d{0,6}$/.test(plain) ? Number(plain) : null;
}

export function amountOf(row: TypedRow): number | null {
  const price = readPrice(row.price);
  const quantity = readQuantity(row.quantity);
  return price === null || quantity === null ? null : price * quantity;
}

export const emptyRow = (key: number, item: string): TypedRow => ({
  key,
  item,
  name: '',
  model: '',
  spec: '',
  price: '',
  quantity: '1',
  vat: '',
  sha256: '',
  supplier: '',
});

export function typedOf(row: CostRow, key: number): TypedRow {
  return {
    key,
    item: row.item,
    name: row.name,
    model: row.model,
    spec: row.spec,
    price: String(row.unit_price ?? row.amount),
    quantity: String(row.quantity ?? 1),
    vat: row.vat ? String(row.vat) : '',
    sha256: row.sha256 ?? '',
    supplier: row.supplier_id ? String(row.supplier_id) : '',
  };
}

/* Null while a row cannot be sent: it lacks a name, or a number is unreadable. */
export function sentOf(row: TypedRow): CostRow | null {
  const price = readPrice(row.price);
  const quantity = readQuantity(row.quantity);
  const vat = row.vat.trim() === '' ? null : readPrice(row.vat);
  if (row.name.trim() === '' || price === null || quantity === null) return null;
  if (row.vat.trim() !== '' && (vat === null || vat < 0)) return null;
  return {
    item: row.item,
    name: row.name.trim(),
    model: row.model.trim(),
    spec: row.spec.trim(),
    unit_price: price,
    quantity,
    amount: price * quantity,
    ...(row.supplier ? { supplier_id: Number(row.supplier) } : {}),
    ...(vat ? { vat } : {}),
    ...(row.sha256 ? { sha256: row.sha256 } : {}),
  };
}

interface Named {
  id: string;
  ko: string;
  en: string;
}

const same = (a: string, b: string): boolean =>
  a.normalize('NFKC').replace(/\s/g, '').toLowerCase() === b.normalize('NFKC').replace(/\s/g, '').toLowerCase();

/* Lines of cells with tabs between: cost item, name, model, spec, unit price, quantity. A line whose
 * price is no number (a heading, a sum) is left out and counted. */
export function pasted(
  text: string,
  items: readonly Named[],
  firstKey: number,
): { rows: TypedRow[]; leftOut: number } {
  const rows: TypedRow[] = [];
  let leftOut = 0;
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const [kind = '', name = '', model = '', spec = '', price = '', quantity = '1'] = line
      .split('\t')
      .map((cell) => cell.trim());
    const item = items.find((one) => [one.id, one.ko, one.en].some((word) => same(word, kind)));
    const isRow = line.includes('\t') && name !== '' && readPrice(price) !== null;
    if (!isRow) {
      leftOut++;
      continue;
    }
    rows.push({
      ...emptyRow(firstKey + rows.length, item?.id ?? items[0]?.id ?? ''),
      name,
      model,
      spec,
      price,
      quantity: quantity || '1',
    });
  }
  return { rows, leftOut };
}

/* What is wrong with one row: by its place, or by its cost item where a limit of the item is
 * broken. */
export function findingsOf(
  findings: readonly CostFinding[],
  index: number,
  item: string,
): readonly CostFinding[] {
  return findings.filter(
    (one) => one.place === `/costs/${index}` || one.place === `/costs/${item}`,
  );
}

/* What belongs to no row of the sheet: its sum, what is given in kind, an item that has no row. */
export function restOf(
  findings: readonly CostFinding[],
  items: readonly string[],
): readonly CostFinding[] {
  return findings.filter(
    (one) => !items.some((item, index) => findingsOf([one], index, item).length > 0),
  );
}
