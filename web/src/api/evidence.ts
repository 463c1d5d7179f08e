/* What the server sends of boxes, windows and results of a project, and of its budget. */
import type { components } from '../generated/api.ts';
import type { Named } from './types.ts';

export interface Box {
  id: number;
  name: string;
  since: string;
  reports: number;
  late: number;
  refused: number;
  from: string | null;
  to: string | null;
  received_at: string | null;
  covered_s: number;
  gap_s: number;
  typed_s: number;
  sha256?: string | null;
}
export interface KpiWindow {
  id: number;
  kind: 'before' | 'after';
  first: string;
  last: string;
  set_at: string;
  measured_at: string | null;
  reports: number;
  covered_s: number;
  gap_s: number;
  typed_s: number;
  doubts?: string | null;
  digest?: string | null;
}
export interface KpiResult extends Named {
  kpi: string;
  unit: string;
  up: boolean;
  has_before: boolean;
  has_target: boolean;
  has_after: boolean;
  before_signed: boolean;
  after_signed: boolean;
  /* Values in thousandths of the unit, rates in millionths. */
  before: number;
  target: number;
  after: number;
  weight_bp: number;
  achieved_known: boolean;
  improved_known: boolean;
  achieved: number;
  improved: number;
  sentence_ko?: string | null;
  sentence_en?: string | null;
}
export interface KpiResults {
  items: KpiResult[];
  promised: boolean;
  complete: boolean;
  total: number;
}
export interface LineLife {
  seen_at: string | null;
  signed: boolean;
  silence_days: number;
  silent: boolean;
}
export interface BudgetLine {
  item: string;
  agreed?: number;
  approved?: number;
  reserved?: number;
  spent?: number;
  left?: number;
  shifted?: number;
  free?: number;
}

type Theirs = components['schemas'];
type Known<Ours, Their> = [Exclude<keyof Ours, keyof Their>] extends [never] ? true : false;
/* Every member that this page reads is one that the server describes. */
export const known: readonly true[] = [
  true satisfies Known<Box, Theirs['Box']>,
  true satisfies Known<KpiWindow, Theirs['KpiWindow']>,
  true satisfies Known<KpiResult, Theirs['KpiResult']>,
  true satisfies Known<KpiResults, Theirs['KpiResults']>,
  true satisfies Known<LineLife, Theirs['LineLife']>,
  true satisfies Known<BudgetLine, Theirs['BudgetLine']>,
];
