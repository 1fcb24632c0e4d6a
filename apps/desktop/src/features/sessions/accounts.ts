import type { Accounts } from '@lapwing/agent-core/contracts/accounts.ts';
import type { DesktopSession } from '../../platform/contract/session.ts';

/** Letters of a name at most, as the protocol takes them. */
const LONGEST = 320;

/** Who the system says is logged on. Another log-on of the same account counts as a change, too. */
export function createSystemAccounts(session: Pick<DesktopSession, 'current' | 'onChange'>): Accounts {
  return {
    async current() {
      const person = await session.current();
      const name = person?.account.slice(0, LONGEST) ?? '';
      return name === '' ? null : { name, origin: 'system' };
    },
    onChange: (changed) => session.onChange(changed),
  };
}
