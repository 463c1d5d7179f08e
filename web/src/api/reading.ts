/* The documents of the line, fetched and parsed. */
import { api, at, taken } from './client.ts';
import {
  readLogFindings,
  readModel,
  readPlan,
  readResult,
  type LogFindings,
  type ModelDocument,
  type PlanDocument,
  type ResultDocument,
} from './documents.ts';
import type { Plan, ProductionLog, Run } from './types.ts';

export type ReadLog = ProductionLog & LogFindings;
export type ReadRun = Run & { result: ResultDocument };
export type ReadPlan = Plan & { document: PlanDocument };

export async function fetchLog(id: number, signal: AbortSignal): Promise<ReadLog> {
  const log = await taken<ProductionLog>(api.GET('/api/logs/{id}', { params: at(id), signal }));
  return { ...log, ...readLogFindings(log) };
}

export async function fetchModelDocument(id: number, signal: AbortSignal): Promise<ModelDocument> {
  const document = await taken<unknown>(
    api.GET('/api/models/{id}/document', { params: at(id), signal }),
  );
  return readModel(document);
}

export async function fetchRun(id: number, signal: AbortSignal): Promise<ReadRun> {
  const run = await taken<Run>(api.GET('/api/runs/{id}', { params: at(id), signal }));
  return { ...run, result: readResult(run.result) };
}

export async function fetchPlan(id: number, signal: AbortSignal): Promise<ReadPlan> {
  const plan = await taken<Plan>(api.GET('/api/plans/{id}', { params: at(id), signal }));
  return { ...plan, document: readPlan(plan.document) };
}
