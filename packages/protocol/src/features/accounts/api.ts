import { z } from 'zod';
import { CAPABILITIES, ROLES } from '../../capabilities.ts';
import { Done, endpoint, Permitted } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';
import { ActingNow } from './acting.api.ts';

/**
 * A password is at least 12 and at most 128 characters, without rules on their kinds, and not one that is known to be
 * common or made of the name of the school, the service or the person (NIST SP 800-63B-4, section 3.1.1; NCSC, password
 * policy guidance). The rest of the rule is the server's.
 */
export const NewPassword = z
  .string()
  .min(12, 'use at least 12 characters; three random words are easy to remember')
  .max(128, 'use at most 128 characters');

export const Email = z.string().trim().toLowerCase().max(254).pipe(z.email('must be an e-mail address'));
export const PersonName = z.string().trim().min(1, 'must not be empty').max(120);

/** Which role: the key of a built-in one, or the id of one that the school made. */
export const RoleKey = z.union([z.enum(ROLES), Id], { error: 'must be a role' });
export type RoleKey = z.infer<typeof RoleKey>;
const NamedGroup = z.object({ id: Id, name: z.string() });

export const Me = z.object({
  account: z.object({ id: z.string(), name: z.string(), email: z.string() }),
  school: z.object({ id: Id, name: z.string() }),
  roles: z.array(RoleKey),
  /** The same in words, in the same order. */
  roleNames: z.array(z.string()),
  capabilities: z.array(z.enum(CAPABILITIES)),
  /** True when what the account may see ends at its own groups. */
  scopedToGroups: z.boolean(),
  groups: z.array(NamedGroup),
  /** With whose rights besides the caller's own; null with the caller's own alone. */
  acting: ActingNow.nullable(),
});
export type Me = z.infer<typeof Me>;

export const SignInSession = z.object({
  id: z.string(),
  current: z.boolean(),
  createdAt: Instant,
  lastUsedAt: Instant,
  expiresAt: Instant,
  address: z.string(),
  /** In words, for example `Chrome on Windows`. */
  browser: z.string(),
});
export type SignInSession = z.infer<typeof SignInSession>;

export const StaffAccount = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  roles: z.array(RoleKey),
  /** The same in words, in the same order. */
  roleNames: z.array(z.string()),
  /** Whether all its roles end at groups. */
  scopedToGroups: z.boolean(),
  /** The groups of every role that ends at groups and has none of its own. */
  groups: z.array(NamedGroup),
  /** Roles that have groups of their own instead. */
  roleGroups: z.array(z.object({ role: RoleKey, groups: z.array(NamedGroup) })),
  status: z.enum(['invited', 'active', 'disabled', 'locked-out']),
  lastSignInAt: Instant.nullable(),
  may: z.object({ change: Permitted, disable: Permitted, link: Permitted, actAs: Permitted }),
});
export type StaffAccount = z.infer<typeof StaffAccount>;

const StaffRoles = z.array(RoleKey).min(1, 'choose at least one role').max(10, 'choose at most ten roles');
const StaffGroups = z.array(Id).max(500);
/** Groups of one role alone: head of Year 8, and teacher of 10B. All of them anew; those left out go by `groupIds`. */
const StaffRoleGroups = z.array(z.strictObject({ role: RoleKey, groupIds: StaffGroups })).max(10);
/** A link that lets one person set the password of one account, once. */
const OneTimeLink = z.object({ url: z.string(), expiresAt: Instant });

export const showMe = endpoint({
  method: 'GET',
  path: '/api/accounts/me',
  summary: 'Who is signed in, where, and what they may do',
  reply: Me,
});
export const signIn = endpoint({
  method: 'POST',
  path: '/api/accounts/sign-in',
  summary: 'Sign in with e-mail address and password',
  body: z.strictObject({ email: Email, password: z.string().min(1).max(256) }),
  reply: Me,
});
export const signOut = endpoint({
  method: 'POST',
  path: '/api/accounts/sign-out',
  summary: 'End this sign-in',
  reply: Done,
});
export const listSessions = endpoint({
  method: 'GET',
  path: '/api/accounts/sessions',
  summary: 'Where the caller is signed in',
  reply: z.object({ sessions: z.array(SignInSession) }),
});
export const endSession = endpoint({
  method: 'DELETE',
  path: '/api/accounts/sessions/:id',
  summary: "End one of the caller's own sign-ins",
  params: z.object({ id: z.string().min(1).max(100) }),
  reply: Done,
});
export const changePassword = endpoint({
  method: 'POST',
  path: '/api/accounts/password',
  summary: "Change the caller's own password; every other sign-in ends",
  body: z.strictObject({ current: z.string().min(1).max(256), next: NewPassword }),
  reply: Done,
});
export const listStaff = endpoint({
  method: 'GET',
  path: '/api/accounts/staff',
  summary: "The accounts of the school's staff",
  reply: z.object({ staff: z.array(StaffAccount) }),
});
export const inviteStaff = endpoint({
  method: 'POST',
  path: '/api/accounts/staff',
  summary:
    'Make an account for a member of staff; the answer holds the link with which they set their password',
  body: z.strictObject({
    name: PersonName,
    email: Email,
    roles: StaffRoles,
    groupIds: StaffGroups,
    roleGroups: StaffRoleGroups.optional(),
  }),
  reply: z.object({ staff: StaffAccount, link: OneTimeLink }),
});
export const changeStaff = endpoint({
  method: 'PATCH',
  path: '/api/accounts/staff/:id',
  summary: 'Change roles and groups of an account, or disable it',
  params: z.object({ id: z.string().min(1).max(100) }),
  body: z.strictObject({
    roles: StaffRoles.optional(),
    groupIds: StaffGroups.optional(),
    roleGroups: StaffRoleGroups.optional(),
    disabled: z.boolean().optional(),
  }),
  reply: StaffAccount,
});
export const renewStaffLink = endpoint({
  method: 'POST',
  path: '/api/accounts/staff/:id/link',
  summary: 'A new one-time link with which a member of staff sets their password',
  params: z.object({ id: z.string().min(1).max(100) }),
  reply: OneTimeLink,
});
export const acceptLink = endpoint({
  method: 'POST',
  path: '/api/accounts/accept-link',
  summary: 'Set the password of an account by its one-time link, and sign in',
  body: z.strictObject({ token: z.string().min(20).max(200), password: NewPassword }),
  reply: Me,
});
