import { z } from 'zod';
import { Done, endpoint, Permitted } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';
import { SettingSource } from '../groups/api.ts';
import { PupilWords } from '../restrictions/effect.ts';
import { AccessKind, ApplicationPattern, FileEnding, Hours, YOUTUBE_MODES } from '../restrictions/rules.ts';
import { SitePattern, TitlePattern } from './site.ts';

/** A ready list of sites of one kind, such as games; ours, with the date at which it was looked through. */
export const SiteCategory = z.object({
  key: z.string(),
  title: z.string(),
  explains: z.string(),
  sites: z.array(z.string()),
  reviewed: z.iso.date(),
});
export type SiteCategory = z.infer<typeof SiteCategory>;

/** What may be set of an access policy. */
export const AccessPolicyFields = z.strictObject({
  title: z.string().trim().min(1, 'must not be empty').max(80),
  kind: AccessKind,
  sites: z.array(SitePattern).max(2000),
  titles: z.array(TitlePattern).max(200),
  categories: z.array(z.string().max(40)).max(30),
  /** Of `downloads`. */
  endings: z.array(FileEnding).max(100),
  /** Of `applications`: the programs that are closed. */
  applications: z.array(ApplicationPattern).max(200).default([]),
  /** For the pupil, on the block page or the lock; null: the school's usual words. */
  words: PupilWords.nullable(),
  status: z.enum(['enabled', 'disabled', 'scheduled']),
  /** For a scheduled one. */
  hours: Hours.nullable(),
  inHolidays: z.boolean(),
  /** The groups that it is for; none: nobody. The built-in Whole school is for all. */
  groupIds: z.array(Id).max(200),
});
export type AccessPolicyFields = z.infer<typeof AccessPolicyFields>;

export const AccessPolicy = z.object({
  id: Id,
  title: z.string(),
  kind: AccessKind,
  sites: z.array(z.string()),
  titles: z.array(z.string()),
  categories: z.array(z.string()),
  endings: z.array(z.string()),
  applications: z.array(z.string()),
  words: z.string().nullable(),
  status: z.enum(['enabled', 'disabled', 'scheduled']),
  hours: Hours.nullable(),
  inHolidays: z.boolean(),
  groups: z.array(z.object({ id: Id, name: z.string() })),
  /** Its place among the policies; the first is the strongest where their groups are equally strong. */
  position: z.number().int(),
  /** Whether it does something at this moment. */
  activeNow: z.boolean(),
  revision: z.number().int(),
  changedAt: Instant,
  changedBy: z.string().nullable(),
});
export type AccessPolicy = z.infer<typeof AccessPolicy>;

/** A ready list for a lesson (F4). Of the school, or one teacher's own. */
export const Favourite = z.object({
  id: Id,
  title: z.string(),
  sites: z.array(z.string()),
  /** True: the maker's alone. */
  personal: z.boolean(),
  by: z.string().nullable(),
  revision: z.number().int(),
  may: z.object({ change: Permitted }),
});
export type Favourite = z.infer<typeof Favourite>;
const FavouriteFields = z.strictObject({
  title: z.string().trim().min(1, 'must not be empty').max(80),
  sites: z.array(SitePattern).min(1, 'must have at least one').max(60),
  personal: z.boolean(),
});

/** What a group says about searching; null leaves it to others. */
export const SearchSetting = z.strictObject({
  safe: z.boolean().nullable(),
  youtube: z.enum(YOUTUBE_MODES).nullable(),
});
export type SearchSetting = z.infer<typeof SearchSetting>;

const May = z.object({ manage: Permitted });
const PolicyParams = z.object({ id: Id });
const Revision = z.number().int().min(0);

export const listAccessPolicies = endpoint({
  method: 'GET',
  path: '/api/access/policies',
  summary: 'The access policies in their order, and the categories that they can use',
  query: z.object({ groupId: Id.optional() }),
  reply: z.object({ policies: z.array(AccessPolicy), categories: z.array(SiteCategory), may: May }),
});
export const addAccessPolicy = endpoint({
  method: 'POST',
  path: '/api/access/policies',
  summary: 'Make an access policy',
  body: AccessPolicyFields,
  reply: AccessPolicy,
});
export const changeAccessPolicy = endpoint({
  method: 'PUT',
  path: '/api/access/policies/:id',
  summary: 'Change an access policy, whole',
  params: PolicyParams,
  body: AccessPolicyFields.extend({ revision: Revision }),
  reply: AccessPolicy,
});
export const orderAccessPolicies = endpoint({
  method: 'PUT',
  path: '/api/access/order',
  summary: 'Put the access policies in another order, the strongest first',
  body: z.strictObject({ ids: z.array(Id).max(500) }),
  reply: Done,
});
export const deleteAccessPolicy = endpoint({
  method: 'DELETE',
  path: '/api/access/policies/:id',
  summary: 'Delete an access policy',
  params: PolicyParams,
  reply: Done,
});
/** Before and after a change: what a page or a program would be for somebody, and why. */
export const tryAddress = endpoint({
  method: 'POST',
  path: '/api/access/try',
  summary:
    'Whether a page or a program is open to a group, a person or a device now or at a given time, and which rule decides',
  body: z.strictObject({
    /** Of a page; one of this and `program`. */
    url: z.string().trim().min(1, 'must not be empty').max(2000).optional(),
    title: z.string().max(300).optional(),
    /** Name of a program, of its file or of its window. */
    program: z.string().trim().min(1, 'must not be empty').max(300).optional(),
    groupId: Id.optional(),
    personId: Id.optional(),
    deviceId: Id.optional(),
    /** Null: now. */
    at: Instant.nullable().default(null),
    /** A policy as it is being written, in place of the stored one of that id or beside them. */
    draft: z.strictObject({ id: Id.nullable(), policy: AccessPolicyFields }).nullable().default(null),
  }),
  reply: z.object({
    open: z.boolean(),
    /** One sentence. */
    because: z.string(),
    by: z.object({ id: Id, title: z.string() }).nullable(),
    /** What else has a say on this page, the strongest first, each in a sentence. */
    others: z.array(z.string()),
  }),
});
/** An import of one address per line, or the first column of a CSV; nothing is stored. */
export const readSites = endpoint({
  method: 'POST',
  path: '/api/access/read-sites',
  summary: 'What a pasted list or file of sites comes to, line by line',
  body: z.strictObject({ text: z.string().max(200_000) }),
  reply: z.object({
    sites: z.array(z.string()),
    problems: z.array(z.object({ line: z.number().int(), text: z.string(), problem: z.string() })),
    doubled: z.number().int(),
  }),
});
export const listFavourites = endpoint({
  method: 'GET',
  path: '/api/access/favourites',
  summary: 'Ready lists of sites for lessons: of the school, and the caller’s own',
  reply: z.object({ favourites: z.array(Favourite), may: z.object({ school: Permitted, own: Permitted }) }),
});
export const addFavourite = endpoint({
  method: 'POST',
  path: '/api/access/favourites',
  summary: 'Make a ready list of sites',
  body: FavouriteFields,
  reply: Favourite,
});
export const changeFavourite = endpoint({
  method: 'PUT',
  path: '/api/access/favourites/:id',
  summary: 'Change a ready list of sites, whole',
  params: PolicyParams,
  body: FavouriteFields.extend({ revision: Revision }),
  reply: Favourite,
});
export const deleteFavourite = endpoint({
  method: 'DELETE',
  path: '/api/access/favourites/:id',
  summary: 'Delete a ready list of sites',
  params: PolicyParams,
  reply: Done,
});
export const showSearchSettings = endpoint({
  method: 'GET',
  path: '/api/access/search',
  summary: 'Safe searching and YouTube’s restricted mode: what groups set, and what holds in one',
  query: z.object({ groupId: Id.optional() }),
  reply: z.object({
    group: z.object({ id: Id, name: z.string() }),
    set: SearchSetting,
    safe: z.object({ value: z.boolean(), from: SettingSource.nullable() }),
    youtube: z.object({ value: z.enum(YOUTUBE_MODES), from: SettingSource.nullable() }),
    may: May,
  }),
});
export const saveSearchSettings = endpoint({
  method: 'PUT',
  path: '/api/access/search',
  summary: 'Set safe searching and YouTube’s restricted mode for a group',
  body: z.strictObject({ groupId: Id, set: SearchSetting }),
  reply: Done,
});
