/* What the routes of selection and project answer, and the part of a rule document that their pages
 * read. Members that a role may not see are left out by the server. */
import type { Items, Named, Verdict } from './types.ts';
import { api, taken } from './client.ts';

export interface ProfileFact extends Named {
  fact: string;
  kind: 'flag' | 'number' | 'word';
  choices: string;
  known: boolean;
  number: number;
  word: string;
  at: string | null;
}
export interface Ground extends Named {
  id: string;
  fact?: string;
  verdict: Verdict;
  exclusion: boolean;
  basis: string;
  basis_en: string | null;
}
export interface KnownFact {
  fact: string;
  number?: number | null;
  word?: string | null;
  source: string;
  recorded_at?: string | null;
}
export interface Eligibility {
  eligible: Verdict;
  bonus_milli: number;
  grounds: Ground[];
  facts?: KnownFact[];
}

export interface CostRow {
  item: string;
  supplier_id?: number | null;
  name: string;
  model: string;
  spec: string;
  /* The firm's alone. */
  unit_price?: number;
  quantity?: number;
  amount: number;
  vat?: number | null;
  sha256?: string | null;
}
export interface CostFinding extends Named {
  limit: string;
  place: string;
  basis: string;
  basis_en?: string | null;
  found: number;
  most: number;
}
export interface InKindRow {
  funder: string;
  amount: number;
}
export interface PriceMemory extends Named {
  row: number;
  earlier: number;
  percentile_bp?: number | null;
}

export interface Seat {
  id: number;
  review: string;
  person_id: number;
  name?: string;
  matter_id: number;
  state: string;
  seated_at: string;
  until_at: string;
  minutes: string[];
}
export interface Candidate {
  person_id: number;
  name?: string;
  post: string;
  role: string;
  organisation: string;
  barred: boolean;
  ties: (Named & { name: string; article: string; bars: boolean })[];
}
export interface CommitteeVerdict {
  matter_id: number;
  application_id: number;
  number: string;
  adopter: string;
  verdict: 'selected' | 'reserve' | 'rejected';
  reason: string;
  ties: number;
  confirmed: boolean;
}
export interface CommitteeMember {
  matter_id: number;
  state: string;
  person_id: number;
  name?: string;
}
export interface CommitteeCase {
  application_id: number;
  number: string;
  title: string;
  adopter: string;
}
export interface OwnSeat extends Named {
  matter_id: number;
  application_id: number;
  number: string;
  title: string;
  firm: string;
  review: string;
  machine: string;
  state: string;
  until_at: string;
  signed_at: string | null;
}
export interface ScoreSheet extends Named {
  review: string;
  state: string;
  writable: boolean;
  basis: string;
  basis_en?: string | null;
  items: (Named & { id: string; weight_bp?: number | null })[];
  grades: (Named & { id: string; points_milli?: number | null })[];
  answers: { item: string; grade: string }[];
  opinion: string;
  signed_at: string | null;
}
export interface Rerun {
  state: 'none' | 'queued' | 'running' | 'same' | 'failed' | 'cancelled';
  plan_id: number;
  plan_hash: string;
  progress: number;
  step_ko?: string | null;
  step_en?: string | null;
  problem?: unknown;
  started_at: string | null;
  ended_at: string | null;
}
export interface ScoreLine extends Named {
  kind: 'answer' | 'sheet' | 'mean' | 'ratio' | 'job' | 'bonus' | 'group' | 'total';
  id: string;
  shown: string;
  left_out: boolean;
  signer?: string | null;
  signed_at: string | null;
  basis: string;
  basis_en?: string | null;
}
export interface Score {
  application_id: number;
  number: string;
  firm: string;
  region?: string | null;
  total: string;
  complete: boolean;
  passes: Verdict;
  lacking?: string | null;
  below?: string | null;
  lines: ScoreLine[];
}
export interface Rank extends Score {
  rank: number | null;
  region_rank: number | null;
}
export interface FixedRanking {
  id: number;
  hash: string;
  again: string;
  same: boolean;
  at: string;
}

export interface Project {
  supplier_id: number | null;
  supplier?: string | null;
  starts_on: string;
  build_until?: string | null;
  ends_on?: string | null;
  extended: number;
}
export interface TrancheProof extends Named {
  id: string;
  basis?: string | null;
  basis_en?: string | null;
  met: boolean;
  by_hand: boolean;
  found_ko?: string;
  found_en?: string;
  at: string | null;
  documents: { name: string; sha256: string }[];
}
export interface KpiValue {
  kpi: string;
  kind: 'before' | 'target' | 'after';
  value_milli: number;
  signed: boolean;
  reference: string;
  at: string;
}
export interface Settlement {
  paid: number;
  spent: number;
  recognised: number;
  returned: number;
  lines: SettlementLine[];
}
export interface SettlementLine {
  item: string;
  spent?: number;
  refundable_vat?: number;
  over_budget?: number;
  disallowed?: number;
  recognised?: number;
  reason?: string;
}
export interface MatterRow extends Named {
  id: number;
  machine: string;
  state: string;
  opened_at: string;
  closed_at: string | null;
}
export interface StepChoice extends Named {
  step: string;
  to: string;
  mine: boolean;
}
export interface MatterDetail extends MatterRow {
  choices: StepChoice[];
}

export interface RuleNamed extends Named {
  id: string;
}
/* Of a rule document: what the pages name, nothing they compute with. */
export interface RuleParts {
  funders: RuleNamed[];
  costs: (RuleNamed & { basis: string; basis_en?: string | null; attachment?: boolean; negative?: boolean })[];
  bonuses: RuleNamed[];
  reviews: (RuleNamed & { machine: string; reviewers?: number | null })[];
  kpis: (RuleNamed & { unit: string; core?: boolean })[];
  machines: (RuleNamed & { states?: RuleNamed[] })[];
}

/* Version 1 documents lack what came later: an absent list is an empty one. */
export async function rulePartsOf(key: string, version: number | null): Promise<RuleParts> {
  const document = await taken<Partial<RuleParts>>(
    api.GET('/api/programmes/{key}/document', {
      params: { path: { key }, ...(version !== null && { query: { version } }) },
    }) as never,
  );
  const { funders = [], costs = [], bonuses = [], reviews = [], kpis = [], machines = [] } = document;
  return { funders, costs, bonuses, reviews, kpis, machines };
}

export const ruleQuery = (key: string, version: number | null) => ({
  queryKey: ['rule-parts', key, version],
  queryFn: () => rulePartsOf(key, version),
  staleTime: Infinity,
});

export type ListOf<T> = Items<T>;
