import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';

/** Argon2id at 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet, 2024). */
const COST = Object.freeze({ memory: 19_456, passes: 2, parallelism: 1 });
const TAG_BYTES = 32;
const ENCODED =
  /^\$argon2id\$v=19\$m=([0-9]{1,7}),t=([0-9]{1,2}),p=([0-9]{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** The password's hash in the usual text form, with its cost and its own salt. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const tag = await derive(password, salt, COST);
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${plain(salt)}$${plain(tag)}`;
}

/** Whether the password is the one that was hashed; false for a hash that is none. */
export async function verifyPassword(password: string, encoded: string): Promise<boolean> {
  const [, memory, passes, parallelism, salt = '', tag = ''] = ENCODED.exec(encoded) ?? [];
  if (memory === undefined) return false;
  const expected = Buffer.from(tag, 'base64');
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const actual = await derive(password, Buffer.from(salt, 'base64'), cost);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function derive(
  password: string,
  nonce: Uint8Array,
  cost: { memory: number; passes: number; parallelism: number },
): Promise<Buffer> {
  // The same letters can be typed as different code points; NIST SP 800-63B-4 asks for one form.
  const message = password.normalize('NFKC');
  return new Promise((resolve, reject) => {
    argon2('argon2id', { message, nonce, tagLength: TAG_BYTES, ...cost }, (error, tag) => {
      if (error === null) resolve(tag);
      else reject(error);
    });
  });
}

function plain(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}
