import { expect, test } from 'vitest';
import type { KpiValue } from '../api/selection.ts';
import { byIndicator, formatMilli } from './kpi.ts';

const value = (kpi: string, kind: KpiValue['kind'], milli: number): KpiValue => ({
  kpi,
  kind,
  value_milli: milli,
  signed: false,
  reference: '',
  at: '2026-11-25T00:00:00Z',
});

test('of an indicator measured twice the newest value counts', () => {
  const rows = byIndicator([
    value('lead_time', 'before', 9000),
    value('lead_time', 'after', 7000),
    value('lead_time', 'after', 6000),
    value('sales', 'target', 1000),
  ]);
  expect(rows.map((row) => row.kpi)).toEqual(['lead_time', 'sales']);
  expect(rows[0]?.before?.value_milli).toBe(9000);
  expect(rows[0]?.after?.value_milli).toBe(6000);
  expect(rows[1]?.after).toBeUndefined();
});

test('thousandths are shown with the decimals that they hold', () => {
  expect(formatMilli(12_000)).toBe('12');
  expect(formatMilli(12_300)).toBe('12.3');
  expect(formatMilli(1_234_567)).toBe('1,234.567');
});
