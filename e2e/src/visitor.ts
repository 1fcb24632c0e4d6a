import { randomBytes } from 'node:crypto';
import type { Endpoint } from '@lapwing/protocol/endpoint.ts';
import { ErrorReply } from '@lapwing/protocol/endpoint.ts';
import type { z } from 'zod';

/** Somebody who speaks the HTTP contract from outside a browser and keeps cookies as one does. */
export interface Visitor {
  /** Fails the test unless the answer is a success; the answer is read by the contract. */
  ask<E extends Endpoint>(endpoint: E, input?: Ask): Promise<z.output<E['reply']>>;
  /** Any answer: its status, its bytes. */
  fetch(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }>;
  cookie(): string;
}

export interface Ask {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export const PASSWORD = 'copper lantern meadow';

/** @param cookie of a browser that is signed in, as `name=value; name=value` */
export function visit(url: string, cookie = ''): Visitor {
  const jar = new Map<string, string>();
  for (const pair of cookie.split('; ')) keep(pair);

  function keep(pair: string): void {
    const at = pair.indexOf('=');
    if (at > 0) jar.set(pair.slice(0, at), pair.slice(at + 1));
  }

  function cookies(): string {
    return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async function send(
    method: string,
    path: string,
    body: unknown,
  ): Promise<{ status: number; text: string }> {
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(jar.size === 0 ? {} : { cookie: cookies() }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const set of response.headers.getSetCookie()) {
      const [pair = ''] = set.split(';');
      if (/max-age=0/i.test(set)) jar.delete(pair.slice(0, pair.indexOf('=')));
      else keep(pair);
    }
    return { status: response.status, text: await response.text() };
  }

  return {
    cookie: cookies,
    fetch: send,
    async ask(endpoint, input = {}) {
      const path = endpoint.path.replaceAll(/:([A-Za-z0-9]+)/g, (_whole, name: string) =>
        encodeURIComponent(input.params?.[name] ?? ''),
      );
      const query = new URLSearchParams(input.query).toString();
      const answer = await send(endpoint.method, query === '' ? path : `${path}?${query}`, input.body);
      if (answer.status !== 200)
        throw new Error(`${endpoint.method} ${path}: ${answer.status} ${reasonOf(answer.text)}`);
      // The schema's output is what the signature says; the type parameter hides it from the compiler.
      return endpoint.reply.parse(JSON.parse(answer.text)) as z.output<(typeof endpoint)['reply']>;
    },
  };
}

function reasonOf(text: string): string {
  try {
    const { error } = ErrorReply.parse(JSON.parse(text));
    return `${error.reason} ${error.field ?? ''} ${error.message}`;
  } catch {
    return text.slice(0, 200);
  }
}

/** Letters that nothing else in a test contains. */
export function marker(): string {
  return `q${randomBytes(6)
    .toString('hex')
    .replaceAll(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? '')}`;
}
