/* One way to the server. A call that meets an ended session, or money that wants fresh proof,
 * waits for the person to sign in again in place and is then repeated: nothing that was typed is
 * lost. */
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

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
export interface CallOptions {
  body?: unknown;
  file?: File;
  signal?: AbortSignal;
  /* Sign-in itself and the first look at the session answer 401 without asking for proof. */
  quiet?: boolean;
}

async function send(method: Method, path: string, options: CallOptions): Promise<Response> {
  const headers: Record<string, string> = {
    Accept: 'application/json, application/problem+json',
    'Accept-Language': wire.language,
  };
  if (method !== 'GET' && wire.csrf) headers['X-CSRF'] = wire.csrf;
  let body: BodyInit | undefined;
  if (options.file) {
    headers['Content-Type'] = 'text/csv';
    headers['X-File-Name'] = encodeURIComponent(options.file.name);
    body = options.file;
  } else if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json';
    body = JSON.stringify(options.body);
  }
  try {
    const response = await fetch(`/api${path}`, {
      method,
      headers,
      body,
      signal: options.signal,
      credentials: 'same-origin',
    });
    tellReachable(true);
    return response;
  } catch (error) {
    if (options.signal?.aborted) throw error;
    tellReachable(false);
    throw new Unreachable();
  }
}

async function readProblem(response: Response): Promise<Problem> {
  try {
    const document = (await response.json()) as ProblemDocument;
    return new Problem({ ...document, status: response.status, reason: document.reason ?? '' });
  } catch {
    return new Problem({ title: `HTTP ${response.status}`, status: response.status, reason: '' });
  }
}

function proofFor(problem: Problem): ProofKind | null {
  if (/step_up/.test(problem.reason)) return 'step_up';
  if (problem.status === 401) return 'sign_in';
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

export async function call<T>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
  let response = await send(method, path, options);
  if (!response.ok) {
    let problem = await readProblem(response);
    const kind = options.quiet ? null : proofFor(problem);
    if (!kind || !(await prove(kind))) throw problem;
    response = await send(method, path, options);
    if (!response.ok) {
      problem = await readProblem(response);
      throw problem;
    }
  }
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

export const get = <T>(path: string, signal?: AbortSignal): Promise<T> =>
  call<T>('GET', path, { signal });
export const post = <T>(path: string, body: unknown = {}): Promise<T> =>
  call<T>('POST', path, { body });
export const patch = <T>(path: string, body: unknown): Promise<T> =>
  call<T>('PATCH', path, { body });
