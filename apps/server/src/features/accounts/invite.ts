import type { SchoolTx } from '../../platform/db/database.ts';
import { makeOneTimeSecret, welcomeUrl } from './links.ts';
import { insertLink, saveMember } from './store.ts';

const LINK_DAYS = 7;

/** A link with which the account's owner sets their password, once, within a week. Those made before are worthless. */
export async function makeLink(
  tx: SchoolTx,
  options: { userId: string; publicUrl: string; now: number },
): Promise<{ url: string; expiresAt: string }> {
  const secret = makeOneTimeSecret();
  const expiresAt = new Date(options.now + LINK_DAYS * 86_400_000);
  await insertLink(tx, { tokenSha256: secret.sha256, userId: options.userId, expiresAt });
  return { url: welcomeUrl(options.publicUrl, secret.token), expiresAt: expiresAt.toISOString() };
}

/** Makes an account a member of the school, with a link to set its password. */
export async function inviteMember(
  tx: SchoolTx,
  options: { userId: string; roles: readonly string[]; publicUrl: string; now: number },
): Promise<{ url: string; expiresAt: string }> {
  await saveMember(tx, { userId: options.userId, roles: options.roles, disabled: false });
  return makeLink(tx, options);
}
