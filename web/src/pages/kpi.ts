/* Values of indicators as the server lists them, the newest last, into one row an indicator. */
import type { KpiValue } from '../api/selection.ts';
import { formatNumber } from '../kit/format.ts';

export interface KpiRow {
  kpi: string;
  before?: KpiValue;
  target?: KpiValue;
  after?: KpiValue;
}

export function byIndicator(values: readonly KpiValue[]): KpiRow[] {
  const rows = new Map<string, KpiRow>();
  for (const value of values) {
    const row = rows.get(value.kpi) ?? { kpi: value.kpi };
    row[value.kind] = value;
    rows.set(value.kpi, row);
  }
  return [...rows.values()];
}

/* Thousandths, with as many decimals as they hold. */
export function formatMilli(milli: number): string {
  const decimals = milli % 1000 === 0 ? 0 : milli % 100 === 0 ? 1 : milli % 10 === 0 ? 2 : 3;
  return formatNumber(milli / 1000, decimals);
}
