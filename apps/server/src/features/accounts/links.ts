import { createHash, randomBytes } from 'node:crypto';

/** A secret that is good for one use; only its hash is ever kept. */
export interface OneTimeSecret {
  readonly token: string;
  readonly sha256: Buffer;
}

export function makeOneTimeSecret(): OneTimeSecret {
  const token = randomBytes(32).toString('base64url');
  return { token, sha256: hashOfToken(token) };
}

export function hashOfToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** The secret stands behind `#`, so that it reaches no server's log on the way. */
export function welcomeUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/welcome#${token}`;
}
