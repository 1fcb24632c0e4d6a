import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Endpoint } from '@lapwing/protocol/endpoint.ts';
import { acceptLink, inviteStaff, type RoleKey } from '@lapwing/protocol/features/accounts/api.ts';
import { completeSetup } from '@lapwing/protocol/features/setup/api.ts';
import type { z } from 'zod';
import { composeServer, type RunningServer } from '../src/compose.ts';
import { parseConfig } from '../src/config.ts';
import type { Clock } from '../src/platform/clock/clock.ts';
import { layReadyDatabase } from './ready-database.ts';

/** The whole real server on a port and a data folder of its own, with real PostgreSQL. */
export interface TestServer {
  readonly server: RunningServer;
  readonly url: string;
  readonly folder: string;
  /** Everything that the server logged. */
  logged(): string;
  stop(): Promise<void>;
}

export const CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url));

export async function startTestServer(
  options: {
    folder?: string;
    environment?: Record<string, string>;
    actingClock?: Clock;
    clock?: Clock;
    alertsClock?: Clock;
  } = {},
): Promise<TestServer> {
  const own = options.folder === undefined;
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'lapwing-test-'));
  if (own) linkPacks(folder);
  if (!existsSync(join(folder, 'postgres')) && options.environment?.['DATABASE_URL'] === undefined) {
    await layReadyDatabase(folder);
  }
  const config = parseConfig(
    ['--port', '0', '--data', folder],
    { LAPWING_LOG_LEVEL: 'debug', ...options.environment },
    '/',
  );
  if (!config.ok) throw new Error(config.message);
  const lines: string[] = [];
  const logTo = new Writable({
    write(chunk, _encoding, callback) {
      lines.push(String(chunk));
      callback();
    },
  });
  const composed = await composeServer(config.config, {
    checkout: CHECKOUT,
    logTo,
    ...(options.actingClock === undefined ? {} : { actingClock: options.actingClock }),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(options.alertsClock === undefined ? {} : { alertsClock: options.alertsClock }),
    onLost: (message) => {
      throw new Error(message);
    },
  });
  if (!composed.ok) throw new Error(composed.message);
  return {
    server: composed.server,
    url: composed.server.url,
    folder,
    logged: () => lines.join(''),
    async stop() {
      await composed.server.stop();
      if (own) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Compiled packs outlive a test, so that the next one need not compile the library anew. */
export function linkPacks(folder: string): void {
  const packs = join(tmpdir(), 'lapwing-test-packs');
  mkdirSync(packs, { recursive: true });
  symlinkSync(packs, join(folder, 'packs'));
}

export interface Answer<Reply> {
  readonly status: number;
  readonly reply: Reply;
  /** The error's reason, or null. */
  readonly reason: string | null;
  readonly field: string | null;
}

/** Somebody at a browser: keeps the cookie as a browser does. */
export interface Visitor {
  call<E extends Endpoint>(
    endpoint: E,
    input?: {
      params?: Record<string, string>;
      query?: Record<string, string>;
      body?: unknown;
      headers?: Record<string, string>;
    },
  ): Promise<Answer<z.output<E['reply']>>>;
  cookie(): string;
}

export function visitor(url: string): Visitor {
  const jar = new Map<string, string>();
  const cookie = (): string => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  return {
    cookie,
    async call(endpoint, input = {}) {
      const path = endpoint.path.replaceAll(/:([A-Za-z0-9]+)/g, (_whole, name: string) =>
        encodeURIComponent(input.params?.[name] ?? ''),
      );
      const query = new URLSearchParams(input.query).toString();
      const response = await fetch(`${url}${path}${query === '' ? '' : `?${query}`}`, {
        method: endpoint.method,
        redirect: 'manual',
        headers: {
          ...(jar.size === 0 ? {} : { cookie: cookie() }),
          ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...input.headers,
        },
        ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
      });
      for (const set of response.headers.getSetCookie()) {
        const [pair = ''] = set.split(';');
        const at = pair.indexOf('=');
        if (/max-age=0/i.test(set)) jar.delete(pair.slice(0, at));
        else jar.set(pair.slice(0, at), pair.slice(at + 1));
      }
      const text = await response.text();
      const json: unknown = text.startsWith('{') ? JSON.parse(text) : text;
      const error = errorOf(json);
      // The tests check the answer by the contract themselves where they look at it.
      const reply = response.ok ? endpoint.reply.parse(json) : undefined;
      return { status: response.status, reply: reply as never, reason: error.reason, field: error.field };
    },
  };
}

function errorOf(json: unknown): { reason: string | null; field: string | null } {
  if (typeof json !== 'object' || json === null || !('error' in json)) return { reason: null, field: null };
  const { error } = json;
  if (typeof error !== 'object' || error === null) return { reason: null, field: null };
  return {
    reason: 'reason' in error ? String(error.reason) : null,
    field: 'field' in error ? String(error.field) : null,
  };
}

export const PASSWORD = 'copper lantern meadow';

/** Completes the set-up; the visitor is the first administrator, and the safeguarding lead too unless told otherwise. */
export async function setUpSchool(
  test: TestServer,
  options: { safeguarding?: boolean } = {},
): Promise<Visitor> {
  const first = visitor(test.url);
  const token = test.server.setupUrl?.split('#')[1] ?? '';
  const made = await first.call(completeSetup, {
    body: {
      token,
      schoolName: 'Northfield School',
      name: 'Tara Khan',
      email: 'tara.khan@northfield.example',
      password: PASSWORD,
      safeguarding: options.safeguarding ?? true,
    },
  });
  if (made.status !== 200) throw new Error(`set-up: ${made.reason}`);
  return first;
}

/** Makes an account through the administrator and signs it in by its one-time link. */
export async function addStaff(
  test: TestServer,
  administrator: Visitor,
  staff: { name: string; email: string; roles: readonly RoleKey[]; groupIds?: readonly string[] },
): Promise<Visitor & { id: string }> {
  const invited = await administrator.call(inviteStaff, {
    body: { name: staff.name, email: staff.email, roles: staff.roles, groupIds: staff.groupIds ?? [] },
  });
  if (invited.status !== 200) throw new Error(`invite: ${invited.reason}`);
  const person = visitor(test.url);
  const token = invited.reply.link.url.split('#')[1];
  const accepted = await person.call(acceptLink, { body: { token, password: PASSWORD } });
  if (accepted.status !== 200) throw new Error(`accept: ${accepted.reason}`);
  return { ...person, id: invited.reply.staff.id };
}
