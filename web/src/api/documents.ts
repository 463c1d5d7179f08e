/* The documents that travel (docs/formats): the line model, the result of a run and the plan, as
 * far as the page reads them. They may come from elsewhere or from an older server, so each is
 * parsed before a page believes it; a document that is otherwise is said to be, with the place. */
import * as z from 'zod/mini';
import { ForeignDocument } from './foreign.ts';

/* zod would otherwise try to make code from text, which the content security policy forbids. */
z.config({ jitless: true });

const named = z.object({ ko: z.string(), en: z.string() });
const estimate = z.object({ mean: z.number(), half_width: z.number() });
const party = z.enum(['government', 'sponsor', 'adopter', 'local', 'other']);
const share = z.object({ funder: z.string(), party, ...named.shape, amount: z.number() });

/* In the order in which they are shown; a result names those that its model can come to. */
export const stationStates = [
  'working',
  'setup',
  'maintenance',
  'down',
  'repair-waiting',
  'waiting',
  'blocked',
  'starved',
  'away',
  'off',
] as const;
export type StationState = (typeof stationStates)[number];

const station = z.object({
  id: z.string(),
  name: z.optional(z.string()),
  machines: z.number(),
  x: z.optional(z.number()),
  y: z.optional(z.number()),
});
const path = z.object({
  item: z.string(),
  weight: z.number(),
  steps: z.array(z.object({ station: z.string() })),
});
/* `from` is absent where work enters, `to` where it leaves. */
const edge = z.object({
  from: z.optional(z.string()),
  to: z.optional(z.string()),
  probability: z.number(),
});
const cell = z.nullable(z.union([z.number(), z.string()]));
const validation = z.object({
  fit_for_advice: z.boolean(),
  why: named,
  cut_day: z.string(),
  known_orders: z.number(),
  judged_orders: z.number(),
  perhaps_unfinished: z.number(),
  table: z.array(z.object({ key: z.string(), text: named, log: cell, model: cell })),
  errors: z.array(
    z.object({
      key: z.string(),
      text: named,
      mean_absolute_days: z.number(),
      mean_absolute_log: z.number(),
      bias_days: z.number(),
    }),
  ),
  certainty: z.number(),
});
const verdict = z.object({ fit_for_advice: z.boolean() });
const model = z.object({
  format: z.literal('dure.model'),
  name: z.string(),
  note: z.optional(z.string()),
  stations: z.array(station).check(z.minLength(1)),
  items: z.optional(z.array(z.object({ id: z.string(), name: z.optional(z.string()) }))),
  paths: z.optional(z.array(path)),
  edges: z.optional(z.array(edge)),
  /* A model from elsewhere may say no more than its verdict. */
  validation: z.optional(z.nullable(z.union([validation, verdict]))),
});

const stationResult = z.object({
  id: z.string(),
  name: z.string(),
  machines: z.number(),
  states: z.partialRecord(z.enum(stationStates), estimate),
  utilisation: estimate,
  queue: estimate,
  wait_seconds: estimate,
  visits: z.number(),
});
const course = z.object({
  slice_seconds: z.number().check(z.positive()),
  throughput_per_day: z.array(estimate),
  wip_orders: z.array(estimate),
  lead_mean_seconds: z.array(z.nullable(estimate)),
});
const result = z.object({
  format: z.literal('dure.result'),
  engine: z.string(),
  seed: z.string(),
  replications: z.number(),
  short: z.boolean(),
  remark: z.nullable(named),
  throughput_per_day: estimate,
  orders_per_day: estimate,
  lead_mean_seconds: estimate,
  lead_median_seconds: estimate,
  lead_p90_seconds: estimate,
  wip_orders: estimate,
  scrap: estimate,
  on_time: z.nullable(estimate),
  bottleneck: z.nullable(
    z.object({ station: z.string(), name: z.string(), certainty: z.number() }),
  ),
  stations: z.array(stationResult).check(z.minLength(1)),
  /* Absent in results from before it was written. */
  course: z.optional(course),
  throughput_of_replication: z.array(z.number()),
  lead_of_replication: z.array(z.number()),
});

const change = z.object({ before: estimate, after: estimate, gain: estimate });
const option = z.object({
  ...named.shape,
  id: z.string(),
  kind: z.string(),
  station: z.string(),
  cost: z.number(),
  running_cost_a_year: z.number(),
  throughput: change,
  lead: change,
  gain_won_a_year: z.nullable(estimate),
  payback_months: z.nullable(z.number()),
  certainty: z.number(),
  affordable: z.boolean(),
  effect: z.object({ low: z.number(), likely: z.number(), high: z.number(), basis: z.string() }),
  shares: z.array(share),
  outside_match: z.number(),
});
const plan = z.object({
  model_hash: z.string(),
  engine: z.string(),
  seed: z.number(),
  replications: z.number(),
  budget: z.number(),
  rules: z.object({ key: z.string(), version: z.number(), hash: z.string() }),
  baseline: z.object({ bottleneck: z.nullable(z.string()), full_load_differs: z.boolean() }),
  fit_for_advice: z.nullable(z.boolean()),
  words: named,
  options: z.array(option),
  package: z.object({
    options: z.array(z.string()),
    cost: z.number(),
    throughput: change,
    lead: change,
    payback_months: z.nullable(z.number()),
    shares: z.array(share),
    outside_match: z.number(),
  }),
});
/* Why a job failed: kept in both languages, since nobody is reading when it is written. */
const failure = z.object({
  reason: z.string(),
  place: z.string(),
  text: z.string(),
  ...named.shape,
  remedy_ko: z.string(),
  remedy_en: z.string(),
});
const job = z.object({
  id: z.number(),
  kind: z.enum(['calibrate', 'simulate', 'advise']),
  state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  progress: z.nullable(z.number()),
  step_ko: z.nullable(z.string()),
  step_en: z.nullable(z.string()),
  result_id: z.nullable(z.number()),
  problem: z.optional(z.nullable(failure)),
  created_at: z.string(),
});

/* What the importer found in a log. */
const logFindings = z.object({
  columns: z.array(
    z.object({ name: z.string(), role: z.nullable(z.string()), sample: z.array(z.string()) }),
  ),
  mapping: z.record(z.string(), z.string()),
  defects: z.array(
    z.object({
      ...named.shape,
      kind: z.string(),
      rows: z.number(),
      action_ko: z.string(),
      action_en: z.string(),
    }),
  ),
});

export type LogFindings = z.infer<typeof logFindings>;
export type ModelStation = z.infer<typeof station>;
export type ModelDocument = Omit<z.infer<typeof model>, 'format'>;
export type Validation = z.infer<typeof validation>;
export type Verdict = z.infer<typeof verdict>;
export type StationResult = z.infer<typeof stationResult>;
export type Course = z.infer<typeof course>;
export type ResultDocument = z.infer<typeof result>;
export type Change = z.infer<typeof change>;
export type PlanOption = z.infer<typeof option>;
export type PlanPackage = PlanDocument['package'];
export type PlanDocument = z.infer<typeof plan>;
export type Job = z.infer<typeof job>;

function reader<T>(what: string, schema: z.ZodMiniType<T>): (document: unknown) => T {
  return (document) => {
    const parsed = z.safeParse(schema, document);
    if (parsed.success) return parsed.data;
    const place = parsed.error.issues[0]?.path ?? [];
    throw new ForeignDocument(what, place.map((part) => `/${String(part)}`).join(''));
  };
}
/* What a file that is brought in must at least say; the server names everything else. */
const heading = z.object({ format: z.literal('dure.model') });

/* Of a rule document only what a page asks for: who may come in. */
const rules = z.object({ eligibility: z.optional(z.array(named)) });
const readRules = reader('dure.rules', rules);
export const ruleConditions = (document: unknown): z.infer<typeof named>[] =>
  readRules(document).eligibility ?? [];

export const readHeading = reader('dure.model', heading);
export const readModel = reader('dure.model', model);
export const readResult = reader('dure.result', result);
export const readPlan = reader('dure.plan', plan);
export const readLogFindings = reader('log', logFindings);
export const readJob = reader('job', job);

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
