/* One way to the server: openapi-fetch over the types made from the server's own description, so an
 * address, a number in it or a body that the server does not know stops the type check. A call that
 * meets an ended session, or money that wants fresh proof, waits for the person to sign in again in
 * place and is then repeated: nothing that was typed is lost. */
import createClient from 'openapi-fetch';
import type { paths } from '../generated/api.ts';
import type { Language, ProblemDocument } from './types.ts';

export class Problem extends Error {
  readonly status: number;
  readonly reason: string;
  readonly detail: string | null;
  readonly path: string | null;
  readonly remedy: string | null;

  constructor(document: ProblemDocument) {
    super(document.title);
    this.status = document.status;
    this.reason = document.reason;
    this.detail = document.detail ?? null;
    this.path = document.path ?? null;
    this.remedy = document.remedy ?? null;
  }
}

/* No answer came: the network or the server is away. */
export class Unreachable extends Error {}

export type ProofKind = 'sign_in' | 'step_up';
type AskProof = (kind: ProofKind) => Promise<boolean>;
type Listener = (reachable: boolean) => void;

interface Wire {
  csrf: string;
  language: Language;
  askProof: AskProof | null;
  asking: Promise<boolean> | null;
  reachable: boolean;
  listeners: Set<Listener>;
}
const wire: Wire = {
  csrf: '',
  language: 'ko',
  askProof: null,
  asking: null,
  reachable: true,
  listeners: new Set(),
};

export function setCsrf(csrf: string): void {
  wire.csrf = csrf;
}
export function setWireLanguage(language: Language): void {
  wire.language = language;
}
export function setAskProof(ask: AskProof | null): void {
  wire.askProof = ask;
}
export function onReachable(listener: Listener): () => void {
  wire.listeners.add(listener);
  return () => wire.listeners.delete(listener);
}
export function tellReachable(reachable: boolean): void {
  if (wire.reachable === reachable) return;
  wire.reachable = reachable;
  for (const listener of wire.listeners) listener(reachable);
}

async function send(request: Request): Promise<Response> {
  request.headers.set('Accept-Language', wire.language);
  if (request.method !== 'GET' && wire.csrf) request.headers.set('X-CSRF', wire.csrf);
  try {
    const response = await fetch(request);
    tellReachable(true);
    return response;
  } catch (error) {
    if (request.signal.aborted) throw error;
    tellReachable(false);
    throw new Unreachable();
  }
}

const problemOf = (status: number, document: unknown): Problem => {
  const known = document as Partial<ProblemDocument> | null | undefined;
  return new Problem({ title: `HTTP ${status}`, ...known, status, reason: known?.reason ?? '' });
};

function proofFor(problem: Problem): ProofKind | null {
  if (/step_up/.test(problem.reason)) return 'step_up';
  /* Other 401s (a wrong code while setting up the second factor) are answers, not an ended session. */
  if (problem.reason === 'people.no_session') return 'sign_in';
  return null;
}

/* Several calls that meet the same ended session share one dialog. */
async function prove(kind: ProofKind): Promise<boolean> {
  if (!wire.askProof) return false;
  wire.asking ??= wire.askProof(kind).finally(() => {
    wire.asking = null;
  });
  return wire.asking;
}

async function sendAndProve(request: Request): Promise<Response> {
  const again = request.clone();
  const response = await send(request);
  if (response.ok) return response;
  const document: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  const kind = proofFor(problemOf(response.status, document));
  return kind && (await prove(kind)) ? send(again) : response;
}

const shared = {
  credentials: 'same-origin',
  headers: { Accept: 'application/json, application/problem+json' },
} as const;
export const api = createClient<paths>({ ...shared, fetch: sendAndProve });
/* Sign-in itself and the first look at the session answer 401 without asking for proof. */
export const quietly = createClient<paths>({ ...shared, fetch: send });

/* What the server's description says of a document of ours: any member may be missing (the reader's
 * role may not see it), and a text of a few is a text. */
type Described<T> = T extends string
  ? string
  : T extends readonly (infer One)[]
    ? Described<One>[]
    : T extends object
      ? { [K in keyof T]?: Described<T[K]> | null }
      : T;

interface Answered<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/* The document of an answer, or its problem thrown. */
export async function taken<T>(answer: Promise<Answered<Described<T>>>): Promise<T> {
  const { data, error, response } = await answer;
  if (!response.ok) throw problemOf(response.status, error);
  return data as T;
}

/* For an answer without a document. */
export async function done(answer: Promise<Answered<unknown>>): Promise<void> {
  await taken<unknown>(answer);
}

export const at = <Id extends number | string>(id: Id): { path: { id: Id } } => ({ path: { id } });
