import { z } from 'zod';
import { endpoint } from '../../endpoint.ts';
import { Id } from '../../ids.ts';

/** Bytes of JSON that one account's preferences may come to. */
export const MAX_PREFERENCES_BYTES = 16_384;
/** So many open groups are kept of the tree; the newest. */
export const MAX_GROUPS_EXPANDED = 350;

const Word = z.string().min(1).max(40);

/** How one person likes the console. Every key may be absent; a key that this version does not know is dropped. */
export const Preferences = z.object({
  theme: z.enum(['system', 'light', 'dark']).optional(),
  /** Room between things: for reading, or for having much in view. */
  density: z.enum(['comfortable', 'compact']).optional(),
  /** A short sound when a Severe capture arrives. */
  sound: z.boolean().optional(),
  /** The browser's own notification while the console is not in front. */
  notifications: z.boolean().optional(),
  /** Name and policy in that notification; without it nothing about a pupil leaves the page. */
  notificationDetail: z.boolean().optional(),
  /** Size of the thumbnails, smallest to largest. */
  tileSize: z.number().int().min(0).max(4).optional(),
  /** Columns of a group's list, in their order. */
  seatColumns: z.array(Word).max(40).optional(),
  seatSort: Word.optional(),
  seatGroupBy: Word.optional(),
  /** Groups of the tree that are open. */
  groupsExpanded: z.array(Id).max(MAX_GROUPS_EXPANDED).optional(),
  /** The view in which a group opens. */
  groupView: Word.optional(),
  /** Live screens stop while the console is not in front. */
  pauseOnHide: z.boolean().optional(),
});
export type Preferences = z.infer<typeof Preferences>;

export const showPreferences = endpoint({
  method: 'GET',
  path: '/api/accounts/preferences',
  summary: "The caller's own preferences",
  reply: Preferences,
});
/** Only the keys that are sent change, so that two windows which change different things both have their way. */
export const changePreferences = endpoint({
  method: 'PUT',
  path: '/api/accounts/preferences',
  summary: "Change some of the caller's own preferences; the answer holds all of them",
  body: Preferences,
  reply: Preferences,
});
