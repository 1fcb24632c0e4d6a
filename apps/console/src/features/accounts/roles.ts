import type { Role } from '@lapwing/protocol/capabilities.ts';
import type { StaffAccount } from '@lapwing/protocol/features/accounts/api.ts';

interface RoleWord {
  readonly key: Role;
  readonly word: string;
  /** What somebody with it may do, and what not. */
  readonly explains: string;
}

export const ROLE_WORDS: readonly RoleWord[] = Object.freeze([
  {
    key: 'dsl',
    word: 'Safeguarding lead',
    explains:
      'Sees every capture of the school with its evidence, sealed ones too, deals with them, and reads the audit. For the designated safeguarding lead and deputies.',
  },
  {
    key: 'teacher',
    word: 'Teacher',
    explains: 'Sees and deals with the captures of their own groups only. Choose the groups below.',
  },
  {
    key: 'administrator',
    word: 'Administrator',
    explains:
      'Runs the system: devices, roster, groups, staff accounts, audit. Does not see captures, unless they hold another role too.',
  },
]);

export function sayRoles(roles: readonly Role[]): string {
  return ROLE_WORDS.filter((role) => roles.includes(role.key))
    .map((role) => role.word)
    .join(', ');
}

export const ACCOUNT_STATUS: Readonly<
  Record<StaffAccount['status'], { word: string; tone: 'good' | 'quiet' | 'warn' | 'stop'; meaning: string }>
> = Object.freeze({
  active: { word: 'Active', tone: 'good', meaning: 'Can sign in.' },
  invited: { word: 'Invited', tone: 'quiet', meaning: 'Has not set a password yet.' },
  disabled: { word: 'Disabled', tone: 'stop', meaning: 'Cannot sign in.' },
  'locked-out': {
    word: 'Locked out',
    tone: 'warn',
    meaning: 'Too many wrong passwords. It opens again by itself; a new link opens it at once.',
  },
});
