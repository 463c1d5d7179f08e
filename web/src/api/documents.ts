/* The documents that travel (docs/formats): the line model, the result of a run and the plan, as
 * far as the page reads them. */
import type { Estimate, Named, Share } from './types.ts';

export const stationStates = ['working', 'setup', 'down', 'blocked', 'starved', 'off'] as const;
export type StationState = (typeof stationStates)[number];

export interface ModelStation {
  id: string;
  name?: string;
  machines: number;
  x?: number;
  y?: number;
}
export interface ModelPath {
  item: string;
  weight: number;
  steps: { station: string }[];
}
/* `from` is absent where work enters, `to` where it leaves. */
export interface ModelEdge {
  from?: string;
  to?: string;
  probability: number;
}
export interface ValidationRow {
  key: string;
  text: Named;
  log: number | string | null;
  model: number | string | null;
}
export interface ValidationError {
  key: string;
  text: Named;
  mean_absolute_days: number;
  mean_absolute_log: number;
  bias_days: number;
}
export interface Validation {
  fit_for_advice: boolean;
  why: Named;
  cut_day: string;
  known_orders: number;
  judged_orders: number;
  perhaps_unfinished: number;
  table: ValidationRow[];
  errors: ValidationError[];
  certainty: number;
}
export interface ModelDocument {
  name: string;
  note?: string;
  stations: ModelStation[];
  items?: { id: string; name?: string }[];
  paths?: ModelPath[];
  edges?: ModelEdge[];
  validation?: Validation | null;
}

export interface StationResult {
  id: string;
  name: string;
  machines: number;
  states: Record<StationState, Estimate>;
  utilisation: Estimate;
  queue: Estimate;
  wait_seconds: Estimate;
  visits: number;
}
export interface ResultDocument {
  engine: string;
  seed: string;
  replications: number;
  short: boolean;
  remark: Named | null;
  throughput_per_day: Estimate;
  orders_per_day: Estimate;
  lead_mean_seconds: Estimate;
  lead_median_seconds: Estimate;
  lead_p90_seconds: Estimate;
  wip_orders: Estimate;
  scrap: Estimate;
  on_time: Estimate | null;
  bottleneck: { station: string; name: string; certainty: number } | null;
  stations: StationResult[];
}

export interface Change {
  before: Estimate;
  after: Estimate;
  gain: Estimate;
}
export interface PlanOption extends Named {
  id: string;
  kind: string;
  station: string;
  cost: number;
  running_cost_a_year: number;
  throughput: Change;
  lead: Change;
  gain_won_a_year: Estimate | null;
  payback_months: number | null;
  certainty: number;
  affordable: boolean;
  effect: { low: number; likely: number; high: number; basis: string };
  shares: Share[];
  outside_match: number;
}
export interface PlanPackage {
  options: string[];
  cost: number;
  throughput: Change;
  lead: Change;
  payback_months: number | null;
  shares: Share[];
  outside_match: number;
}
export interface PlanDocument {
  model_hash: string;
  engine: string;
  seed: number;
  replications: number;
  budget: number;
  rules: { key: string; version: number; hash: string };
  baseline: { bottleneck: string | null; full_load_differs: boolean };
  fit_for_advice: boolean | null;
  words: Named;
  options: PlanOption[];
  package: PlanPackage;
}

/* Which station sends work to which, for the drawing: explicit edges, or the steps of the paths. */
export interface Flow {
  from: string | null;
  to: string | null;
  weight: number;
}
export const stationName = (station: ModelStation): string => station.name || station.id;

export function flowsOf(model: ModelDocument): Flow[] {
  const flows = new Map<string, Flow>();
  const add = (from: string | null, to: string | null, weight: number): void => {
    const key = `${from ?? ''}\u0000${to ?? ''}`;
    const flow = flows.get(key);
    if (flow) flow.weight += weight;
    else flows.set(key, { from, to, weight });
  };
  for (const path of model.paths ?? []) {
    const { weight } = path;
    path.steps.forEach((step, i) =>
      add(i === 0 ? null : path.steps[i - 1]!.station, step.station, weight),
    );
    const last = path.steps[path.steps.length - 1];
    if (last) add(last.station, null, weight);
  }
  for (const edge of model.edges ?? []) add(edge.from ?? null, edge.to ?? null, edge.probability);
  return [...flows.values()];
}
