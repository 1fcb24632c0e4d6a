import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

const DAYS = 180;

/**
 * Remembers, in the browser itself, that an account has signed in there before (OWASP, device cookies). Failures are then
 * counted for that browser apart: whoever guesses elsewhere, a pupil for instance, cannot lock the safeguarding lead out
 * of the browser that they use.
 */
export interface KnownBrowsers {
  /** A name for the browser when it has signed in to this account before; null when it has not. */
  recognise(request: FastifyRequest, email: string): string | null;
  /** After a success: from now on the browser is known to the account. */
  remember(reply: FastifyReply, email: string): void;
}

export function createKnownBrowsers(options: {
  secret: Uint8Array;
  secure: boolean;
  now: () => number;
}): KnownBrowsers {
  // One cookie for each account, so that several people can share a browser. The name gives no address away.
  const nameOf = (email: string): string =>
    `lapwing.known.${createHash('sha256').update(email).digest('base64url').slice(0, 16)}`;
  const proofOf = (email: string, id: string, until: string): Buffer =>
    createHmac('sha256', options.secret).update(`${email}\n${id}\n${until}`).digest();

  return {
    recognise(request, email) {
      const [id = '', until = '', proof = ''] = (request.cookies[nameOf(email)] ?? '').split('.');
      const expected = proofOf(email, id, until);
      const given = Buffer.from(proof, 'base64url');
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
      return Number(until) > options.now() ? id : null;
    },
    remember(reply, email) {
      const id = randomBytes(12).toString('base64url');
      const until = String(options.now() + DAYS * 86_400_000);
      const value = `${id}.${until}.${proofOf(email, id, until).toString('base64url')}`;
      void reply.setCookie(nameOf(email), value, {
        path: '/api/accounts/',
        httpOnly: true,
        sameSite: 'strict',
        secure: options.secure,
        maxAge: DAYS * 86_400,
      });
    },
  };
}
