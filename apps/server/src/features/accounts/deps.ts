import type { AppendAudit, Routes } from '../../permissions/routes.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Acting } from './acting.ts';
import type { Identity } from './identity.ts';
import type { KnownBrowsers } from './known-browser.ts';
import type { PasswordRule } from './password-rule.ts';

/** What the accounts' routes work with. */
export interface AccountsDeps {
  readonly routes: Routes;
  readonly db: Database;
  readonly identity: Identity;
  readonly acting: Acting;
  readonly passwordRule: PasswordRule;
  readonly knownBrowsers: KnownBrowsers;
  readonly appendAudit: AppendAudit;
  readonly clock: Clock;
  readonly publicUrl: () => string;
  /** The id of the account of an address, or null. */
  readonly findUserId: (email: string) => Promise<string | null>;
  /** A sign-in has ended: whatever is open behind it is to be closed. */
  readonly onSignedOut: (sessionId: string) => void;
  /** What an account may do has changed; without one, of anybody in the school. */
  readonly onChanged: (schoolId: string, accountId?: string) => void;
}
