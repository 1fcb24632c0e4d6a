import { z } from 'zod';
import { Id, Instant } from '../../ids.ts';
import { SitePattern, TitlePattern } from '../access/site.ts';

/** Sites of one list that a state document carries itself; longer ones stand in the rules that it names by hash. */
export const MOST_SITES_AT_HAND = 60;
const Sites = z.array(SitePattern).max(MOST_SITES_AT_HAND);

/**
 * What a restriction does to a device. `allow` and `allow-only` say what may be opened all the same, and only:
 * what several of them come to is said by `judge` in ../access/judge.ts.
 */
export const Effect = z.discriminatedUnion('kind', [
  /** Nothing can be used: the device shows words, and the time left. */
  z.strictObject({ kind: z.literal('lock') }),
  z.strictObject({ kind: z.literal('internet-off') }),
  z.strictObject({ kind: z.literal('block'), sites: Sites, titles: z.array(TitlePattern).max(20) }),
  /** `title`: what the list is called, for staff and on the pupil's page. */
  z.strictObject({
    kind: z.literal('allow-only'),
    title: z.string().trim().min(1, 'must not be empty').max(80),
    sites: Sites.min(1, 'must have at least one'),
  }),
  z.strictObject({ kind: z.literal('allow'), sites: Sites.min(1, 'must have at least one') }),
  z.strictObject({ kind: z.literal('mute') }),
  /** For agents of the whole desktop. */
  z.strictObject({ kind: z.literal('printing-off') }),
  z.strictObject({ kind: z.literal('removable-media-off') }),
]);
export type Effect = z.infer<typeof Effect>;
export type EffectKind = Effect['kind'];
export const EFFECT_KINDS = Object.freeze(Effect.options.map((option) => option.shape.kind.value));

/**
 * Where a restriction comes from; in falling strength: what somebody does by hand goes before what the device did about
 * a finding, that before the lesson, and that before groups.
 */
export const LAYERS = ['hands-on', 'sanction', 'lesson', 'group'] as const;
export const Layer = z.enum(LAYERS);
export type Layer = z.infer<typeof Layer>;

/** Words for the pupil, as they are shown: on the lock, on the block page, in a message. Plain text. */
export const PupilWords = z
  .string()
  .trim()
  .max(300)
  .refine((text) => text.isWellFormed(), 'must be text');

/** A restriction as a device is told of it. */
export const Restriction = z.object({
  id: Id,
  effect: Effect,
  layer: Layer,
  /** Who or what did it, as pupils are to read it: `Ms Khan`, `Lesson 8B`, `Year 9`; null where nobody is named. */
  by: z.string().max(200).nullable(),
  words: z.string().max(300).nullable(),
  /** The server's time. It holds from this moment on, and no longer than to its end, also offline. */
  from: Instant,
  /** Null only for what stands until somebody ends it: a group that is restricted for good. */
  until: Instant.nullable(),
  /**
   * It is for the person for whom the orders were made, and not for whoever else may sit at the device. False: it is for
   * the device, by itself or by a group of its own. What does not say so is for whoever is there.
   */
  personal: z.boolean().default(false),
});
export type Restriction = z.infer<typeof Restriction>;
