import { ErrorReply, type Endpoint } from '@lapwing/protocol/endpoint.ts';
import { z } from 'zod';

export type Refusal = ErrorReply['error'];
export type Answer<Reply> =
  | { readonly ok: true; readonly reply: Reply }
  | { readonly ok: false; readonly refusal: Refusal };

interface Input<E extends Endpoint> {
  readonly params?: z.input<E['params']>;
  readonly query?: z.input<E['query']>;
  readonly body?: z.input<E['body']>;
}

/** One person's use of the server's HTTP contract, with the cookies of their sign-in. */
export interface Api {
  /** Rejects when nobody answers, or with something that is not by the contract. */
  call<E extends Endpoint>(endpoint: E, input?: Input<E>): Promise<Answer<z.output<E['reply']>>>;
  /** The same where a refusal is a fault: it is thrown, with its words. */
  must<E extends Endpoint>(endpoint: E, input?: Input<E>): Promise<z.output<E['reply']>>;
}

const TIMEOUT_MS = 30_000;
/** Beyond this a refusal for too many requests is handed on. */
const MOST_PATIENCE_S = 65;

export function createApi(server: string, wait: (ms: number) => Promise<void>): Api {
  const cookies = new Map<string, string>();

  async function send(endpoint: Endpoint, input: Input<Endpoint>): Promise<Answer<unknown>> {
    const response = await fetch(`${server}${addressOf(endpoint, input)}`, {
      method: endpoint.method,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=;]+)=([^;]*)/u.exec(cookie) ?? [];
      if (name !== undefined && value !== undefined) cookies.set(name, value);
    }
    const content: unknown = await response.json();
    if (response.ok) return { ok: true, reply: endpoint.reply.parse(content) };
    return { ok: false, refusal: ErrorReply.parse(content).error };
  }

  async function call<E extends Endpoint>(
    endpoint: E,
    input: Input<E> = {},
  ): Promise<Answer<z.output<E['reply']>>> {
    let answer = await send(endpoint, input);
    const patience = answer.ok ? 0 : (answer.refusal.retryAfter ?? 0);
    if (!answer.ok && answer.refusal.code === 'too-many-requests' && patience <= MOST_PATIENCE_S) {
      await wait(patience * 1000 + 500);
      answer = await send(endpoint, input);
    }
    // Parsed by the endpoint's own schema, which the type names.
    return answer as Answer<z.output<E['reply']>>;
  }

  return {
    call,
    async must(endpoint, input) {
      const answer = await call(endpoint, input);
      if (answer.ok) return answer.reply;
      const { reason, message, remedy } = answer.refusal;
      throw new Error(`${endpoint.summary}: ${message} ${remedy ?? ''} (${reason})`.replaceAll('  ', ' '));
    },
  };
}

function addressOf(endpoint: Endpoint, input: Input<Endpoint>): string {
  const params = z.record(z.string(), z.string()).parse(input.params ?? {});
  const path = endpoint.path.replaceAll(/:([A-Za-z]+)/gu, (_, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  );
  const query = z.record(z.string(), z.coerce.string().optional()).parse(input.query ?? {});
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, value);
  return search.size === 0 ? path : `${path}?${search.toString()}`;
}

/** Runs `work` over all items, at most `atOnce` of them at a time; rejects with the first failure. */
export async function forEachOf<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
