import type { Accounts } from '@lapwing/agent-core/contracts/accounts.ts';
import type { BackgroundHost } from '../../platform/contract/host.ts';

/** The managed profile's account first, then what the administrator set, else nobody is known. */
export function createBrowserAccounts(
  host: Pick<BackgroundHost, 'profileEmail' | 'onProfile'>,
  policyAccount: () => string | null,
  onPolicy: (changed: () => void) => () => void,
): Accounts {
  return {
    async current() {
      const email = await host.profileEmail();
      if (email !== null) return { name: email.slice(0, 320), origin: 'profile' };
      const account = policyAccount();
      return account === null ? null : { name: account, origin: 'policy' };
    },
    onChange(changed) {
      const stopProfile = host.onProfile(changed);
      const stopPolicy = onPolicy(changed);
      return () => {
        stopProfile();
        stopPolicy();
      };
    },
  };
}
