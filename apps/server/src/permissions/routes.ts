import type { Capability } from '@lapwing/protocol/capabilities.ts';
import type { Endpoint } from '@lapwing/protocol/endpoint.ts';
import type { FeatureName } from '@lapwing/protocol/feature-names.ts';
import { finished } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Database, SchoolTx } from '../platform/db/database.ts';
import { done, notFound, refuse, STATUS_OF, type Refused } from '../platform/http/outcome.ts';
import { reachOf, type Actor, type Reach } from './actor.ts';

/** Stands behind the action of the line that closes what another opened; opened without it, it was never finished. */
export const ENDED = '-ended';

/** What the audit keeps of one act: plain words, and the thing it was about. */
export interface AuditNote {
  readonly summary: string;
  readonly subject: { kind: string; id: string } | null;
  /**
   * `opened` for what goes on after the transaction, such as evidence that is being sent: a second line, its action
   * with {@link ENDED}, says `done` when all of the answer is on its way, or `failed` when it was cut short.
   */
  readonly outcome?: 'opened' | 'done';
}

export interface AuditLine extends Omit<AuditNote, 'outcome'> {
  readonly action: string;
  readonly actor: { id: string; name: string } | null;
  readonly address: string | null;
  readonly outcome: 'opened' | 'done' | 'refused' | 'failed';
}

/** Adds a line to the school's audit within the transaction that does the thing. */
export type AppendAudit = (tx: SchoolTx, line: AuditLine) => Promise<void>;

/** A success with what the audit is to say of it, or a refusal. */
export type AuditedOutcome<Reply> =
  | {
      ok: true;
      reply: Reply;
      /** `stands`: the line of a moment ago, which the handler has looked for, covers this too. */
      audit: AuditNote | null | 'stands';
      /** Gives the reply instead, once everything is committed: for what takes seconds, which no transaction may. */
      late?: () => Promise<Reply>;
    }
  | { ok: false; refused: Refused };

export function audited<Reply>(reply: Reply, audit: AuditNote): { ok: true; reply: Reply; audit: AuditNote } {
  return { ok: true, reply, audit };
}
export function unaudited<Reply>(reply: Reply): { ok: true; reply: Reply; audit: null } {
  return { ...done(reply), audit: null };
}

/**
 * For what is asked for bit by bit, as a player does: one line stands for one sitting. Only for a handler that has found
 * that line, of the same person and the same thing.
 */
export function auditStands<Reply>(reply: Reply): { ok: true; reply: Reply; audit: 'stands' } {
  return { ...done(reply), audit: 'stands' };
}

/** Bytes instead of JSON; the handler has already set what only it knows in `headers`. */
export class BytesReply {
  readonly bytes: Uint8Array;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  constructor(bytes: Uint8Array, headers: Readonly<Record<string, string>>, status = 200) {
    this.bytes = bytes;
    this.headers = headers;
    this.status = status;
  }
}

interface Parsed<E extends Endpoint> {
  readonly params: z.output<E['params']>;
  readonly query: z.output<E['query']>;
  readonly body: z.output<E['body']>;
  readonly address: string;
  readonly request: FastifyRequest;
  /** For cookies and headers only; the body is what the handler returns. */
  readonly reply: FastifyReply;
}

export interface SchoolCall<E extends Endpoint> extends Parsed<E> {
  readonly actor: Actor;
  /** How far the route's capability reaches for this actor. */
  readonly reach: Reach;
  readonly tx: SchoolTx;
}
export interface SignedInCall<E extends Endpoint> extends Parsed<E> {
  readonly actor: Actor;
  readonly tx: SchoolTx;
}

type ReplyOf<E extends Endpoint> = z.input<E['reply']> | BytesReply;

/** Who may call a route: anyone, a device (by its signature), any signed-in person, or one who holds a capability. */
export type Access = 'public' | 'device' | 'signed-in' | Capability;

/** The action's name in the audit, beginning with the feature's word; `none` where nothing of a pupil is read or changed. */
export type AuditAction = 'none' | `${FeatureName}.${string}`;

export interface RouteEntry {
  readonly endpoint: Endpoint;
  readonly access: Access;
  readonly audit: AuditAction;
}

/** Finds who is signed in by the request's cookie; null when nobody is. */
export type Authenticate = (request: FastifyRequest) => Promise<Actor | null>;

/**
 * The one way to add a route. It parses by the contract, asks for the capability, runs the handler in a transaction of
 * the actor's school, writes the audit in the same transaction, and answers by the contract. `entries` is the table that
 * the access and audit tests walk.
 */
export interface Routes {
  /** For whoever holds the capability. `audit` is the action's name, or `none` where no pupil's data is read. */
  school<E extends Endpoint>(
    endpoint: E,
    spec: {
      capability: Capability;
      audit: AuditAction;
      /** Bytes of the body, when more than the usual; a longer one is cut off before it is read whole. */
      bodyLimit?: number;
      /** Requests a minute from one address, where each costs much. */
      perMinute?: number;
      handle: (call: SchoolCall<E>) => Promise<AuditedOutcome<ReplyOf<E>>>;
    },
  ): void;
  /** For any signed-in person, about themselves. */
  signedIn<E extends Endpoint>(
    endpoint: E,
    spec: { audit: AuditAction; handle: (call: SignedInCall<E>) => Promise<AuditedOutcome<ReplyOf<E>>> },
  ): void;
  /** For anyone, or for a device that proves itself in the handler; the handler binds its own transactions and writes its own audit. */
  open<E extends Endpoint>(
    endpoint: E,
    spec: {
      access: 'public' | 'device';
      audit: AuditAction;
      /** Requests a minute from one address. */
      perMinute: number;
      /** Bytes of the body, when more than the usual. */
      bodyLimit?: number;
      handle: (call: Parsed<E>) => Promise<{ ok: true; reply: ReplyOf<E> } | { ok: false; refused: Refused }>;
    },
  ): void;
  readonly entries: readonly RouteEntry[];
}

export interface RoutesOptions {
  readonly http: FastifyInstance;
  readonly db: Database;
  readonly authenticate: Authenticate;
  readonly appendAudit: AppendAudit;
}

/** A refusal inside a transaction: rolls it back and carries the answer out. */
class RolledBack extends Error {
  readonly refused: Refused;
  constructor(refused: Refused) {
    super('refused');
    this.refused = refused;
  }
}

/** What one may do oneself, and not while looking with another's rights. */
export function refusedWhileActing(actor: Actor): { ok: false; refused: Refused } {
  const name = actor.actingAs?.target.name ?? 'somebody else';
  return refuse(
    'not-allowed',
    'acting',
    `You see the console as ${name} sees it, and this is not part of it.`,
    {
      remedy: 'Stop that first, at the top of the page.',
    },
  );
}

const NOT_SIGNED_IN = refuse('not-signed-in', 'not-signed-in', 'Sign in first.');

export function createRoutes(options: RoutesOptions): Routes {
  const entries: RouteEntry[] = [];
  const closing = new Set<Promise<void>>();
  options.http.addHook('onClose', async () => {
    await Promise.allSettled(closing);
  });

  /** Writes the second line of what was opened, once the answer has left or was cut short. */
  function closeAfter(reply: FastifyReply, close: Close): void {
    finished(reply.raw, (cause) => {
      const closed = close(cause === undefined || cause === null ? 'done' : 'failed')
        // The line that says `opened` stands: the audit's page shows that it was never finished.
        .catch((failure: unknown) => reply.log.error(failure, 'audit.not-closed'))
        .finally(() => closing.delete(closed));
      closing.add(closed);
    });
  }

  function add(
    entry: RouteEntry,
    perMinute: number | null,
    bodyLimit: number | undefined,
    handle: Handle,
  ): void {
    entries.push(Object.freeze(entry));
    options.http.route({
      method: entry.endpoint.method,
      url: entry.endpoint.path,
      ...(bodyLimit === undefined ? {} : { bodyLimit }),
      // A large body is read only of who is signed in: a stranger's would be held in memory before anybody asks.
      ...(bodyLimit === undefined || entry.access === 'public' || entry.access === 'device'
        ? {}
        : { onRequest: turnStrangersAway }),
      ...(perMinute === null ? {} : { config: { rateLimit: { max: perMinute, timeWindow: '1 minute' } } }),
      handler: async (request, reply) => {
        const outcome = sameOrigin(request, entry.access)
          ? await handle(request, reply)
          : refuse('not-allowed', 'other-origin', 'This request came from another site.');
        if (!outcome.ok) {
          if (outcome.refused.retryAfter !== undefined)
            void reply.header('retry-after', outcome.refused.retryAfter);
          return reply.code(STATUS_OF[outcome.refused.code]).send({ error: outcome.refused });
        }
        if (outcome.close !== undefined) closeAfter(reply, outcome.close);
        if (outcome.reply instanceof BytesReply) {
          return reply.code(outcome.reply.status).headers(outcome.reply.headers).send(outcome.reply.bytes);
        }
        // Parsing the answer by the contract drops whatever a presenter did not mean to send.
        return reply.send(entry.endpoint.reply.parse(outcome.reply));
      },
    });
  }

  async function turnStrangersAway(
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply | undefined> {
    if ((await options.authenticate(request)) !== null) return undefined;
    return reply.code(STATUS_OF[NOT_SIGNED_IN.refused.code]).send({ error: NOT_SIGNED_IN.refused });
  }

  async function asMember<E extends Endpoint>(
    entry: RouteEntry & { endpoint: E },
    request: FastifyRequest,
    reply: FastifyReply,
    work: (call: SignedInCall<E>) => Promise<AuditedOutcome<unknown>>,
  ): Promise<Handled> {
    const actor = await options.authenticate(request);
    if (actor === null) return NOT_SIGNED_IN;
    const append = (tx: SchoolTx, note: AuditNote, outcome: AuditLine['outcome']): Promise<void> =>
      options.appendAudit(tx, {
        ...note,
        action: entry.audit,
        actor: { id: actor.accountId, name: actor.name },
        address: request.ip,
        outcome,
      });
    if (entry.access !== 'signed-in' && entry.access !== 'public' && entry.access !== 'device') {
      if (reachOf(actor, entry.access) === null) {
        const summary = `Was not allowed: ${entry.endpoint.summary}`;
        const note = { summary, subject: { kind: 'capability', id: entry.access } };
        await options.db.inSchool(actor.schoolId, (tx) =>
          options.appendAudit(tx, {
            ...note,
            action: entry.audit === 'none' ? entry.access : entry.audit,
            actor: { id: actor.accountId, name: actor.name },
            address: request.ip,
            outcome: 'refused',
          }),
        );
        const withheld = actor.actingAs?.withheld.includes(entry.access) === true;
        if (withheld) return refusedWhileActing(actor);
        // A capability that one does not hold makes the thing not exist (house rule: what may not be seen is a 404).
        return notFound();
      }
    }
    const parsed = parseRequest(entry.endpoint, request);
    if (!parsed.ok) return parsed;
    try {
      const done = await options.db.inSchool(actor.schoolId, async (tx) => {
        const outcome = await work({ ...parsed.reply, address: request.ip, request, reply, actor, tx });
        if (!outcome.ok) throw new RolledBack(outcome.refused);
        if (outcome.audit === 'stands' && entry.audit !== 'none') return outcome;
        if (outcome.audit !== null && outcome.audit !== 'stands' && entry.audit !== 'none') {
          await append(tx, outcome.audit, outcome.audit.outcome ?? 'done');
        } else if (outcome.audit !== null || entry.audit !== 'none') {
          throw new Error(
            `${entry.endpoint.method} ${entry.endpoint.path}: declared audit and audit note disagree`,
          );
        }
        return outcome;
      });
      const note = done.audit === 'stands' ? null : done.audit;
      const close: Close | undefined =
        note?.outcome === 'opened'
          ? (outcome) =>
              options.db.inSchool(actor.schoolId, (tx) =>
                options.appendAudit(tx, {
                  subject: note.subject,
                  summary: `Ended: ${note.summary.charAt(0).toLowerCase()}${note.summary.slice(1)}`,
                  action: `${entry.audit}${ENDED}`,
                  actor: { id: actor.accountId, name: actor.name },
                  address: request.ip,
                  outcome,
                }),
              )
          : undefined;
      return await answered(done, close);
    } catch (cause) {
      if (cause instanceof RolledBack) return { ok: false, refused: cause.refused };
      throw cause;
    }
  }

  return {
    entries,
    school(endpoint, spec) {
      const entry = { endpoint, access: spec.capability, audit: spec.audit };
      add(entry, spec.perMinute ?? null, spec.bodyLimit, (request, reply) =>
        asMember(entry, request, reply, (call) => {
          const reach = reachOf(call.actor, spec.capability);
          if (reach === null) throw new Error('the capability was checked before');
          return spec.handle({ ...call, reach });
        }),
      );
    },
    signedIn(endpoint, spec) {
      const entry = { endpoint, access: 'signed-in' as const, audit: spec.audit };
      add(entry, null, undefined, (request, reply) => asMember(entry, request, reply, spec.handle));
    },
    open(endpoint, spec) {
      const entry = { endpoint, access: spec.access, audit: spec.audit };
      add(entry, spec.perMinute, spec.bodyLimit, async (request, reply) => {
        const parsed = parseRequest(endpoint, request);
        if (!parsed.ok) return parsed;
        return spec.handle({ ...parsed.reply, address: request.ip, request, reply });
      });
    },
  };
}

/** Writes how something ended that the audit says was opened. */
type Close = (outcome: 'done' | 'failed') => Promise<void>;
type Handled = { ok: true; reply: unknown; close?: Close } | { ok: false; refused: Refused };
type Handle = (request: FastifyRequest, reply: FastifyReply) => Promise<Handled>;

async function answered(
  done: Extract<AuditedOutcome<unknown>, { ok: true }>,
  close: Close | undefined,
): Promise<Handled> {
  const closed = close === undefined ? {} : { close };
  if (done.late === undefined) return { ok: true, reply: done.reply, ...closed };
  try {
    return { ok: true, reply: await done.late(), ...closed };
  } catch (cause) {
    await close?.('failed');
    throw cause;
  }
}

function parseRequest<E extends Endpoint>(
  endpoint: E,
  request: FastifyRequest,
): { ok: true; reply: Pick<Parsed<E>, 'params' | 'query' | 'body'> } | { ok: false; refused: Refused } {
  const parts = { params: endpoint.params, query: endpoint.query, body: endpoint.body };
  const parsed: Record<string, unknown> = {};
  for (const part of ['params', 'query', 'body'] as const) {
    const result = parts[part].safeParse(request[part]);
    if (!result.success) {
      const issue = result.error.issues[0];
      const field = issue?.path.join('.') ?? '';
      // An id that is none cannot name anything: the same answer as for one that is unknown.
      if (part === 'params') return notFound();
      return refuse('bad-request', 'invalid', issue?.message ?? 'The request is not as it should be.', {
        ...(field === '' ? {} : { field }),
        remedy:
          field === '' ? 'Compare the request with /openapi.json.' : `Correct "${field}" and send it again.`,
      });
    }
    parsed[part] = result.data;
  }
  // The three parts were parsed by the three schemas that the type names.
  return { ok: true, reply: parsed as unknown as Pick<Parsed<E>, 'params' | 'query' | 'body'> };
}

/**
 * A browser says where a request comes from; one from another site is refused before anything is read (CSRF).
 * Devices are not told apart by cookies and so need no such check.
 */
function sameOrigin(request: FastifyRequest, access: Access): boolean {
  if (access === 'device' || request.method === 'GET') return true;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
