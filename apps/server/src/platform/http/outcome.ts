import type { ErrorReply } from '@lapwing/protocol/endpoint.ts';

/** A refusal as it will leave the server. */
export type Refused = ErrorReply['error'];

/** What a handler returns: expected failures are outcomes, bugs are thrown. */
export type Outcome<Reply> = { ok: true; reply: Reply } | { ok: false; refused: Refused };

export function done<Reply>(reply: Reply): { ok: true; reply: Reply } {
  return { ok: true, reply };
}

export function refuse(
  code: Refused['code'],
  reason: string,
  message: string,
  more: Pick<Refused, 'field' | 'remedy' | 'retryAfter'> = {},
): { ok: false; refused: Refused } {
  return { ok: false, refused: { code, reason, message, ...more } };
}

/** One answer for what does not exist and for what the caller may not see, so that neither can be told from the other. */
export function notFound(): { ok: false; refused: Refused } {
  return refuse('not-found', 'not-found', 'There is nothing here that you can see.');
}

export const STATUS_OF: Readonly<Record<Refused['code'], number>> = Object.freeze({
  'bad-request': 400,
  'not-signed-in': 401,
  'not-allowed': 403,
  'not-found': 404,
  conflict: 409,
  'too-many-requests': 429,
  'locked-out': 429,
  'payload-too-large': 413,
  unavailable: 503,
  internal: 500,
});
