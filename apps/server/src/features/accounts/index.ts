import { registerActing } from './acting.api.ts';
import type { AccountsDeps } from './deps.ts';
import { registerPreferences } from './preferences.api.ts';
import { registerRoles } from './roles.api.ts';
import { registerSignIn } from './sign-in.api.ts';
import { registerStaff } from './staff.api.ts';

export { createActing, type Acting } from './acting.ts';
export { actorOf, staffReach, staffWith } from './actors.ts';
export { presentMe } from './present-me.ts';
export { staffReaching, type StaffReach } from './staff-reaching.ts';
export type { AccountsDeps } from './deps.ts';
export { inviteMember, makeOperatorLink } from './invite.ts';
export { createIdentity, type Identity } from './identity.ts';
export { hashOfToken, makeOneTimeSecret, type OneTimeSecret } from './links.ts';
export { createKnownBrowsers } from './known-browser.ts';
export { createPasswordRule, type PasswordRule } from './password-rule.ts';
export { findUserId, membershipsOf, saveMember } from './store.ts';

/** Adds the routes of the accounts: one's own sign-in and preferences, and the staff of the school. */
export function registerAccounts(deps: AccountsDeps): void {
  registerSignIn(deps);
  registerStaff(deps);
  registerRoles(deps);
  registerActing(deps);
  registerPreferences(deps);
}
