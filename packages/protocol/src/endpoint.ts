import { z } from 'zod';

/** A closed set of ways in which a request can be refused; the words for a person are the console's. */
export const ERROR_CODES = [
  'bad-request',
  'not-signed-in',
  'not-allowed',
  'not-found',
  'conflict',
  'too-many-requests',
  'locked-out',
  'payload-too-large',
  'unavailable',
  'internal',
] as const;

/** The body of every answer that is not a success. `field` names what to correct, `remedy` says how. */
export const ErrorReply = z.strictObject({
  error: z.strictObject({
    code: z.enum(ERROR_CODES),
    /** A stable, more precise reason within the code, for example `password-too-common`. */
    reason: z.string().max(80),
    message: z.string().max(1000),
    field: z.string().max(200).optional(),
    remedy: z.string().max(1000).optional(),
    /** Seconds after which the same request may be tried again. */
    retryAfter: z.number().int().optional(),
  }),
});
export type ErrorReply = z.infer<typeof ErrorReply>;

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One route of the HTTP contract, the only description of it: the server validates by it, the console's client
 * is typed by it, and the OpenAPI document is made from it.
 */
export interface Endpoint<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
> {
  readonly method: HttpMethod;
  /** The path with `:name` for each parameter; its second segment is the feature's word. */
  readonly path: `/${string}`;
  /** One line for the OpenAPI document. */
  readonly summary: string;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly reply: Reply;
}

const Nothing = z.strictObject({});
type Nothing = typeof Nothing;

/** What a request with no body and an answer with nothing to say carry. */
export const NoBody = z.undefined().or(z.null());
export type NoBody = typeof NoBody;

export const Done = z.strictObject({ done: z.literal(true) });

/** Declares one route; what is left out carries nothing. */
export function endpoint<
  Reply extends z.ZodType,
  Params extends z.ZodType = Nothing,
  Query extends z.ZodType = Nothing,
  Body extends z.ZodType = NoBody,
>(declared: {
  method: HttpMethod;
  path: `/${string}`;
  summary: string;
  params?: Params;
  query?: Query;
  body?: Body;
  reply: Reply;
}): Endpoint<Params, Query, Body, Reply> {
  return Object.freeze({
    method: declared.method,
    path: declared.path,
    summary: declared.summary,
    // The defaults are what the type parameters default to; TypeScript cannot see that the two go together.
    params: declared.params ?? (Nothing as unknown as Params),
    query: declared.query ?? (Nothing as unknown as Query),
    body: declared.body ?? (NoBody as unknown as Body),
    reply: declared.reply,
  });
}

/** Where a list goes on: an opaque text that may hold a name of 200 letters of any script. */
export const Cursor = z.string().max(2000);

/** A page of a list: where to go on from, or null at the end. */
export function pageOf<Item extends z.ZodType>(
  item: Item,
): z.ZodObject<{ items: z.ZodArray<Item>; next: z.ZodNullable<z.ZodString> }> {
  return z.object({ items: z.array(item), next: Cursor.nullable() });
}

/** What a caller may do with the thing that an answer describes; a page disables with the reason instead of guessing. */
export const Permitted = z.object({ allowed: z.boolean(), reason: z.string().max(200).optional() });
export type Permitted = z.infer<typeof Permitted>;
