import { expect, test } from 'vitest';
import { readJob, readModel, readPlan, readResult } from './documents.ts';
import { ForeignDocument } from './foreign.ts';

const examples = import.meta.glob<unknown>('../../../docs/formats/examples/*.json', {
  import: 'default',
  eager: true,
});
const example = (name: string): unknown => examples[`../../../docs/formats/examples/${name}.json`];
const placeOf = (read: () => unknown): string | null => {
  try {
    read();
    return null;
  } catch (error) {
    return error instanceof ForeignDocument ? error.place : String(error);
  }
};

test('every golden example of the formats is read', () => {
  expect(readModel(example('model-line')).stations.length).toBeGreaterThan(0);
  expect(readModel(example('model-whole')).validation).toEqual({ fit_for_advice: true });
  expect(readModel(example('plan-model')).name).not.toBe('');
  expect(readPlan(example('plan')).package.cost).toBe(3_000_000);
  const result = readResult(example('result-line'));
  expect(result.course?.throughput_per_day.length).toBe(28);
  expect(result.throughput_of_replication.length).toBe(result.replications);
});

test('a result from before the course was written is read as well', () => {
  const { course, ...older } = example('result-line') as Record<string, unknown>;
  expect(course).toBeDefined();
  expect(readResult(older).course).toBeUndefined();
});

test('a document that is otherwise is refused with the place', () => {
  const result = example('result-line') as { stations: unknown[] };
  expect(placeOf(() => readResult({ ...result, format: 'dure.model' }))).toBe('/format');
  expect(placeOf(() => readResult({ ...result, stations: [] }))).toBe('/stations');
  const [first, ...rest] = result.stations as object[];
  const broken = { ...result, stations: [{ ...first, queue: 7 }, ...rest] };
  expect(placeOf(() => readResult(broken))).toBe('/stations/0/queue');
  expect(placeOf(() => readModel(null))).toBe('');
});

test('the state of a job, failed or not, is read from the stream', () => {
  const job = {
    id: 1,
    kind: 'simulate',
    state: 'failed',
    progress: 0.5,
    step_ko: null,
    step_en: null,
    result_id: null,
    problem: null,
    created_at: '2026-11-24T00:00:00Z',
  };
  expect(readJob(job).state).toBe('failed');
  const words = { ko: '가', en: 'a', remedy_ko: '나', remedy_en: 'b' };
  const problem = { reason: 'kit.file', place: '', text: 't', ...words };
  expect(readJob({ ...job, problem }).problem?.ko).toBe('가');
  expect(placeOf(() => readJob({ ...job, state: 'lost' }))).toBe('/state');
});
