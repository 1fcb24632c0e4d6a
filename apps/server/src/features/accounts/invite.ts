import type { AppendAudit } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { makeOneTimeSecret, welcomeUrl } from './links.ts';
import { insertLink, listStaffRows, saveMember } from './store.ts';

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

/**
 * A link made at the server's own machine: for the one who alone may do what nobody else may give, and who has lost the
 * password. Null when nobody who may sign in has the address.
 */
export async function makeOperatorLink(
  tx: SchoolTx,
  options: { userId: string; publicUrl: string; now: number; appendAudit: AppendAudit },
): Promise<{ url: string; expiresAt: string } | null> {
  const row = (await listStaffRows(tx, options.userId))[0];
  if (row === undefined || row.disabled) return null;
  const link = await makeLink(tx, options);
  await options.appendAudit(tx, {
    action: 'accounts.link',
    summary: `Made a one-time link for ${row.name} at the server’s own machine`,
    subject: { kind: 'account', id: options.userId },
    outcome: 'done',
    actor: null,
    address: null,
  });
  return link;
}

/** Makes an account a member of the school, with a link to set its password. */
export async function inviteMember(
  tx: SchoolTx,
  options: { userId: string; roles: readonly string[]; publicUrl: string; now: number },
): Promise<{ url: string; expiresAt: string }> {
  await saveMember(tx, { userId: options.userId, roles: options.roles, disabled: false });
  return makeLink(tx, options);
}
