import { z } from 'zod';
import { endpoint, Permitted } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';
import { ACTIVITY_KINDS, ActivityDone } from './recorded.event.ts';

/** One thing that was done on a device. */
export const Activity = z.object({
  id: Id,
  at: Instant,
  device: z.object({ id: Id, name: z.string() }),
  /** `id` null: an account matched to nobody; null: nobody was logged on. */
  person: z.object({ id: Id.nullable(), name: z.string() }).nullable(),
  done: ActivityDone,
});
export type Activity = z.infer<typeof Activity>;

/** Records of one answer. */
export const ACTIVITY_PAGE = 100;

/** Exactly one of the two: who, or which device. */
export const listActivity = endpoint({
  method: 'GET',
  path: '/api/activity',
  summary: 'What a person did, or what was done on a device, newest first',
  query: z
    .object({
      personId: Id.optional(),
      deviceId: Id.optional(),
      kind: z.enum(ACTIVITY_KINDS).optional(),
      from: Instant.optional(),
      until: Instant.optional(),
      /** `next` of the answer before. */
      after: z.string().max(200).optional(),
    })
    .refine((query) => (query.personId === undefined) !== (query.deviceId === undefined), {
      message: 'give a person or a device',
      path: ['personId'],
    }),
  reply: z.object({
    activity: z.array(Activity),
    next: z.string().nullable(),
    /** Records that devices had to give up in this time, because they had no room. */
    dropped: z.number().int(),
    /** Days for which the school keeps activity. */
    keepDays: z.number().int(),
  }),
});

/** What a school records, and for how long. */
export const ActivitySettings = z.strictObject({
  kinds: z
    .array(z.enum(ACTIVITY_KINDS))
    .max(ACTIVITY_KINDS.length)
    .refine((kinds) => new Set(kinds).size === kinds.length, { message: 'a kind stands twice' }),
  keepDays: z.number().int().min(7).max(1100),
});
export type ActivitySettings = z.infer<typeof ActivitySettings>;

export const showActivitySettings = endpoint({
  method: 'GET',
  path: '/api/activity/settings',
  summary: 'Which activity the school records, and for how many days',
  reply: z.object({
    settings: ActivitySettings,
    /** 0 while nobody has settled anything. */
    revision: z.number().int(),
    may: z.object({ manage: Permitted }),
  }),
});
export const saveActivitySettings = endpoint({
  method: 'PUT',
  path: '/api/activity/settings',
  summary: 'Settle which activity is recorded, and for how many days',
  body: z.strictObject({ settings: ActivitySettings, revision: z.number().int().min(0) }),
  reply: z.object({ revision: z.number().int() }),
});
