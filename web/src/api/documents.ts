/* The documents that travel (docs/formats): the line model, the result of a run and the plan, as far as
 * the page reads them. */
import type { Estimate, Named, Share } from './types.ts';

export const stationStates = ['working', 'setup', 'down', 'blocked', 'starved', 'off'] as const;
export type StationState = (typeof stationStates)[number];

export interface ModelStation {
  id: string;
  name: string;
  machines: number;
  queue_capacity?: number | null;
  scrap?: number;
  x?: number;
  y?: number;
}
export interface ModelPath {
  item: string;
  weight?: number;
  steps: { station: string }[];
}
export interface ModelEdge {
  item?: string | null;
  from: string | null;
  to: string | null;
  probability: number;
}
export interface ValidationRow extends Named {
  key: string;
  unit?: string | null;
  model: number | string | null;
  log: number | string | null;
}
export interface Validation {
  fit_for_advice: boolean;
  ko?: string;
  en?: string;
  table?: ValidationRow[];
  errors?: (Named & { key: string; value: number; unit?: string | null })[];
}
export interface ModelDocument {
  name: string;
  stations: ModelStation[];
  items?: { id: string; name: string }[];
  paths?: ModelPath[];
  edges?: ModelEdge[];
  validation?: Validation | null;
}

export interface StationResult {
  id: string;
  name: string;
  share: Record<StationState, Estimate>;
  utilisation: Estimate;
  queue: Estimate;
  wait_seconds: Estimate;
  visits: number;
}
export interface ResultDocument {
  engine: string;
  replications: number;
  short_run: boolean;
  remark_ko?: string | null;
  remark_en?: string | null;
  throughput: Estimate;
  orders: Estimate;
  lead_mean: Estimate;
  lead_median: Estimate;
  lead_p90: Estimate;
  wip: Estimate;
  scrap: Estimate;
  on_time: Estimate | null;
  bottleneck: string | null;
  bottleneck_certainty: number;
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
  shares: Share[];
}
export interface PlanPackage {
  options: string[];
  cost: number;
  throughput?: Change;
  lead?: Change;
  payback_months: number | null;
  shares: Share[];
}
export interface PlanDocument {
  model_hash: string;
  engine: string;
  seed: number;
  replications: number;
  budget: number;
  rules: { key: string; version: number; hash: string };
  baseline: { bottleneck: string | null };
  fit_for_advice: boolean | null;
  ko?: string;
  en?: string;
  options: PlanOption[];
  package: PlanPackage | null;
}

/* Which station sends work to which, for the drawing: explicit edges, or the steps of the paths. */
export interface Flow {
  from: string | null;
  to: string | null;
  weight: number;
}
export function flowsOf(model: ModelDocument): Flow[] {
  const flows = new Map<string, Flow>();
  const add = (from: string | null, to: string | null, weight: number): void => {
    const key = `${from ?? ''}\u0000${to ?? ''}`;
    const flow = flows.get(key);
    if (flow) flow.weight += weight;
    else flows.set(key, { from, to, weight });
  };
  for (const path of model.paths ?? []) {
    const weight = path.weight ?? 1;
    path.steps.forEach((step, i) => add(i === 0 ? null : path.steps[i - 1]!.station, step.station, weight));
    const last = path.steps[path.steps.length - 1];
    if (last) add(last.station, null, weight);
  }
  for (const edge of model.edges ?? []) add(edge.from, edge.to, edge.probability);
  return [...flows.values()];
}
