import { z } from 'zod';
import { Done, endpoint, Permitted } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';
import { INTERNET_STATES } from './actual.event.ts';
import { Effect, EFFECT_KINDS, Layer, PupilWords } from './effect.ts';
import { SanctionCaps } from './rules.ts';

/** People and devices that one request is about at most. */
export const MOST_TARGETS = 500;

/** Whom something is for. A group stands for whoever is in it, also later; people are followed to whatever device. */
export const Target = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('group'), id: Id }),
  /** Everybody of the lesson; it ends with it. */
  z.strictObject({ kind: z.literal('lesson'), id: Id }),
  z.strictObject({ kind: z.literal('people'), ids: z.array(Id).min(1).max(MOST_TARGETS) }),
  z.strictObject({ kind: z.literal('devices'), ids: z.array(Id).min(1).max(MOST_TARGETS) }),
]);
export type Target = z.infer<typeof Target>;

const Staff = z.object({ id: z.string(), name: z.string() });

/** A restriction as staff see it. */
export const RestrictionShown = z.object({
  id: Id,
  effect: Effect,
  layer: Layer,
  /** In words: `Screen locked`, `Only “Rivers”: 4 sites`. */
  what: z.string(),
  target: z.object({ kind: z.enum(['group', 'lesson', 'person', 'device']), id: Id, name: z.string() }),
  by: Staff.nullable(),
  /** Of the lesson that it was set in. */
  lesson: z.object({ id: Id, title: z.string() }).nullable(),
  /** Of the finding that it was a device's answer to; null also where the caller may not see captures. */
  captureId: Id.nullable(),
  words: z.string().nullable(),
  setAt: Instant,
  from: Instant,
  until: Instant.nullable(),
  /** Lifted before its time: by whom, when. */
  lifted: z.object({ by: Staff.nullable(), at: Instant }).nullable(),
  /** Of those whom it is for, some for whom it was lifted. */
  exceptions: z.array(z.object({ id: Id, name: z.string() })),
  may: z.object({ lift: Permitted }),
});
export type RestrictionShown = z.infer<typeof RestrictionShown>;

/** What a device should hold, what it holds, and why; the `desired` stand in falling strength. */
export const DeviceControl = z.object({
  deviceId: Id,
  personId: Id.nullable(),
  online: z.boolean(),
  desired: z.object({
    locked: z.boolean(),
    internet: z.enum(INTERNET_STATES),
    muted: z.boolean(),
    /** When the first of it ends; null: nothing does. */
    nextEndAt: Instant.nullable(),
    /** In force by hand, by sanction, by lesson, by group; each with what it says. Access policies come behind. */
    because: z.array(
      z.object({
        id: Id,
        kind: z.enum(['restriction', 'access-policy']),
        what: z.string(),
        /** Who or what: `Ms Khan, lesson 8B`, `Group Internet banned`. */
        by: z.string(),
        until: Instant.nullable(),
        /** Something stronger decides instead; in words. */
        overruledBy: z.string().nullable(),
      }),
    ),
  }),
  /** What the device said last; null while it never has, or is of a version that says nothing. */
  actual: z
    .object({
      at: Instant,
      locked: z.boolean(),
      internet: z.enum(INTERNET_STATES),
      muted: z.boolean(),
      /** What it cannot do or failed to do, in words. */
      failed: z.array(z.string()),
      gaps: z.array(z.string()),
    })
    .nullable(),
  /** While it is not connected: since when, and what it goes on holding without the connection. Null while it is. */
  away: z
    .object({
      /** When it was connected last; what it does was known until then. */
      since: Instant.nullable(),
      /** Of what it said last, that whose time is not over; what was set or lifted meanwhile it does not know of. */
      holds: z.array(z.object({ effect: z.enum(EFFECT_KINDS), until: Instant.nullable() })),
    })
    .nullable(),
  /** `agreed`: as it should be. `waiting`: told, not yet done. `offline`: it goes by what it was told last. `differs`: it says otherwise. `unknown`. */
  standing: z.enum(['agreed', 'waiting', 'offline', 'differs', 'unknown']),
});
export type DeviceControl = z.infer<typeof DeviceControl>;

/** What somebody else has set that a new restriction would change or go beside. */
export const Clash = z.object({
  restrictionId: Id,
  what: z.string(),
  by: z.string(),
  lesson: z.object({ id: Id, title: z.string() }).nullable(),
  /** How many of those meant it holds for. */
  people: z.number().int(),
  /** What becomes of it: in words. */
  outcome: z.string(),
});
export type Clash = z.infer<typeof Clash>;

const SetBody = z.strictObject({
  targets: z.array(Target).min(1, 'must name somebody').max(50),
  effect: Effect,
  /** Instead of sites written out: the ready list whose sites are taken. */
  favouriteId: Id.nullable().default(null),
  /** Minutes; null: to the end of the lesson, and only in a lesson. */
  minutes: z.number().int().min(1).max(600).nullable(),
  /** The lesson that it belongs to; it ends with it. */
  lessonId: Id.nullable().default(null),
  words: PupilWords.nullable().default(null),
});

export const tryRestriction = endpoint({
  method: 'POST',
  path: '/api/restrictions/try',
  summary: 'Whom a restriction would reach, and what others have set there, without setting it',
  body: SetBody,
  reply: z.object({
    people: z.number().int(),
    devices: z.number().int(),
    /** Connected devices that it would reach at once, and those of them that cannot do it. */
    online: z.number().int(),
    cannot: z.array(z.object({ deviceId: Id, name: z.string(), why: z.string() })),
    clashes: z.array(Clash),
    /** True where it reaches so many that the console asks first. */
    large: z.boolean(),
  }),
});
export const setRestriction = endpoint({
  method: 'POST',
  path: '/api/restrictions',
  summary: 'Lock, close the internet, limit it to a list, block or allow sites: for a time',
  body: SetBody.extend({
    /** Ids made by the caller, one for each target: a request sent twice sets it once. */
    ids: z.array(Id).min(1).max(50),
  }),
  reply: z.object({ set: z.array(RestrictionShown), devices: z.array(Id) }),
});
export const listRestrictions = endpoint({
  method: 'GET',
  path: '/api/restrictions',
  summary: 'Restrictions in force, or of the past days, that the caller may see',
  query: z.object({
    personId: Id.optional(),
    deviceId: Id.optional(),
    groupId: Id.optional(),
    lessonId: Id.optional(),
    over: z.stringbool().default(false),
  }),
  reply: z.object({ restrictions: z.array(RestrictionShown) }),
});
export const liftRestrictions = endpoint({
  method: 'POST',
  path: '/api/restrictions/lift',
  summary: 'End restrictions at once; or for some of those whom they are for',
  body: z.strictObject({
    ids: z.array(Id).min(1).max(200),
    /** These people, and these devices, alone; null in both: for all. */
    personIds: z.array(Id).min(1).max(MOST_TARGETS).nullable().default(null),
    /** Devices at which nobody is known: whoever is, is named as a person. */
    deviceIds: z.array(Id).min(1).max(MOST_TARGETS).nullable().default(null),
  }),
  reply: z.object({ lifted: z.array(RestrictionShown) }),
});
/** Takes a lift back while its time is not over, within ten minutes. */
export const restoreRestrictions = endpoint({
  method: 'POST',
  path: '/api/restrictions/restore',
  summary: 'Set again what was lifted a moment ago, to its own end',
  body: z.strictObject({
    ids: z.array(Id).min(1).max(200),
    /** Those alone for whom it was lifted; null in both: what was lifted for all. */
    personIds: z.array(Id).min(1).max(MOST_TARGETS).nullable().default(null),
    deviceIds: z.array(Id).min(1).max(MOST_TARGETS).nullable().default(null),
  }),
  reply: z.object({ restored: z.array(RestrictionShown) }),
});
/** Longer by so many minutes from now, or shorter. */
export const extendRestrictions = endpoint({
  method: 'POST',
  path: '/api/restrictions/extend',
  summary: 'Give restrictions another end',
  body: z.strictObject({ ids: z.array(Id).min(1).max(200), minutes: z.number().int().min(1).max(600) }),
  reply: z.object({ restrictions: z.array(RestrictionShown) }),
});
export const showControl = endpoint({
  method: 'POST',
  path: '/api/restrictions/devices',
  summary: 'What devices should hold, what they hold, and why',
  body: z.strictObject({ deviceIds: z.array(Id).min(1).max(MOST_TARGETS) }),
  reply: z.object({ devices: z.array(DeviceControl) }),
});

/** The school's own settings of what devices are made to do. */
export const ControlSettings = z.strictObject({
  caps: SanctionCaps,
  /** On each lock under whatever is said with it. */
  lockWords: PupilWords,
  /** On the block page where a rule says nothing of its own. */
  blockWords: PupilWords,
  mayAsk: z.strictObject({ access: z.boolean(), help: z.boolean() }),
  /** Minutes that are offered first: for a lock, for the internet, for a site that was asked for, for a lesson. */
  usual: z.strictObject({
    lock: z.number().int().min(1).max(60),
    internetOff: z.number().int().min(1).max(240),
    access: z.number().int().min(5).max(240),
    lesson: z.number().int().min(5).max(240),
  }),
  /** Reaching more people than this asks first. */
  askBeyond: z.number().int().min(5).max(1000),
});
export type ControlSettings = z.infer<typeof ControlSettings>;
export const showControlSettings = endpoint({
  method: 'GET',
  path: '/api/restrictions/settings',
  summary: 'What the school has settled about locks, sanctions and asking',
  reply: z.object({
    settings: ControlSettings,
    revision: z.number().int(),
    may: z.object({ manage: Permitted }),
  }),
});
export const saveControlSettings = endpoint({
  method: 'PUT',
  path: '/api/restrictions/settings',
  summary: 'Settle what the school wants of locks, sanctions and asking',
  body: z.strictObject({ settings: ControlSettings, revision: z.number().int().min(0) }),
  reply: Done,
});
