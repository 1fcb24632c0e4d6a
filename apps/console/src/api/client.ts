import { type Endpoint, ErrorReply } from '@lapwing/protocol/endpoint.ts';
import type { z } from 'zod';
import { type Failure, type Outcome, RequestFailed } from './failure.ts';
import { noteSignedOut } from './session.ts';

type Part<Name extends string, Schema extends z.ZodType> =
  Record<string, never> extends z.input<Schema>
    ? { [Key in Name]?: z.input<Schema> }
    : undefined extends z.input<Schema>
      ? { [Key in Name]?: z.input<Schema> }
      : { [Key in Name]: z.input<Schema> };

/** What has to be given with a request of this endpoint. */
export type RequestOf<E extends Endpoint> = Part<'params', E['params']> &
  Part<'query', E['query']> &
  Part<'body', E['body']>;

type ReplyOf<E extends Endpoint> = z.output<E['reply']>;

interface LooseRequest {
  params?: unknown;
  query?: unknown;
  body?: unknown;
}

/**
 * Asks the server. The body is checked against the contract before it leaves and the answer before it is used,
 * so that a page never sees anything else.
 */
export async function call<E extends Endpoint>(
  endpoint: E,
  request: RequestOf<E>,
  signal?: AbortSignal,
): Promise<Outcome<ReplyOf<E>>> {
  const loose: LooseRequest = request;
  const body = endpoint.body.safeParse(loose.body);
  if (!body.success) return { ok: false, failure: badBody(body.error) };
  const init: RequestInit = { method: endpoint.method, credentials: 'same-origin', redirect: 'error' };
  const headers: Record<string, string> = { accept: 'application/json' };
  if (loose.body instanceof Uint8Array) {
    headers['content-type'] = 'application/octet-stream';
    init.body = new Uint8Array(loose.body);
  } else if (loose.body !== undefined) {
    headers['content-type'] = 'application/json';
    init.body = JSON.stringify(loose.body);
  }
  init.headers = headers;
  if (signal !== undefined) init.signal = signal;
  let response: Response;
  try {
    response = await fetch(addressOf(endpoint, loose), init);
  } catch (error) {
    if (signal?.aborted === true) throw error;
    return { ok: false, failure: { kind: 'unreachable' } };
  }
  if (!response.ok) return { ok: false, failure: await readRefusal(response) };
  const reply = endpoint.reply.safeParse(await readJson(response));
  if (!reply.success) return { ok: false, failure: { kind: 'garbled', status: response.status } };
  return { ok: true, value: reply.data as ReplyOf<E> };
}

/** The same for queries and mutations: the failure is thrown as `RequestFailed`. */
export async function load<E extends Endpoint>(
  endpoint: E,
  request: RequestOf<E>,
  signal?: AbortSignal,
): Promise<ReplyOf<E>> {
  const outcome = await call(endpoint, request, signal);
  if (outcome.ok) return outcome.value;
  throw new RequestFailed(outcome.failure);
}

/** Fetches bytes, for evidence and files; the answer is kept in memory only. */
export async function loadBytes(
  endpoint: Endpoint,
  params: unknown,
  signal?: AbortSignal,
  query?: unknown,
): Promise<Blob> {
  let response: Response;
  try {
    response = await fetch(addressOf(endpoint, { params, query }), {
      credentials: 'same-origin',
      redirect: 'error',
      cache: 'no-store',
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new RequestFailed({ kind: 'unreachable' });
  }
  if (!response.ok) throw new RequestFailed(await readRefusal(response));
  return response.blob();
}

/** The address of a request: parameters put in, the query's absent values left out. */
export function addressOf(endpoint: Pick<Endpoint, 'path'>, request: LooseRequest): string {
  const params = new Map(Object.entries(request.params ?? {}));
  const path = endpoint.path.replaceAll(/:([A-Za-z]+)/g, (_, name: string) =>
    encodeURIComponent(String(params.get(name) ?? '')),
  );
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

async function readRefusal(response: Response): Promise<Failure> {
  const parsed = ErrorReply.safeParse(await readJson(response));
  if (!parsed.success) {
    // A proxy in front of the server answers in its own words.
    return response.status === 502 || response.status === 503 || response.status === 504
      ? { kind: 'unreachable' }
      : { kind: 'garbled', status: response.status };
  }
  const { code, reason, message, field, remedy, retryAfter } = parsed.data.error;
  if (code === 'not-signed-in' && response.status === 401) noteSignedOut();
  return { kind: 'refused', status: response.status, code, reason, message, field, remedy, retryAfter };
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

function badBody(error: z.ZodError): Failure {
  const issue = error.issues[0];
  const field = issue?.path.join('.');
  return {
    kind: 'refused',
    status: 400,
    code: 'bad-request',
    reason: 'not-in-contract',
    message: issue === undefined ? 'This cannot be sent.' : sentence(issue.message),
    field,
    remedy: undefined,
    retryAfter: undefined,
  };
}

function sentence(text: string): string {
  const first = text.charAt(0).toLocaleUpperCase('en-GB') + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
