import { z } from 'zod';
import { Id, Instant } from '../../ids.ts';
import { Period, PERIODS, PolicyKey, Severity, Source } from '../../vocabulary.ts';

/** A managed policy by its key, or one of the school's own by its id. */
export const PolicyId = z.union([PolicyKey, Id]);
export type PolicyId = z.infer<typeof PolicyId>;

/** A term of the library (`suicide.want-to-die`), or one of the school's own (`own.` and its UUID). */
export const TermId = z
  .string()
  .max(80)
  .regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/, 'must be the id of a term');
export type TermId = z.infer<typeof TermId>;

/** A time of day on the clock of the school: `08:50`; `24:00` is the end of the day. */
export const ClockTime = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time such as 08:50');
/** A day: `2026-11-14`. */
export const Day = z.iso.date();

/** A stretch of a day. Ends are not included. */
export const Slot = z
  .strictObject({
    from: ClockTime,
    to: ClockTime,
    period: z.enum(PERIODS).exclude(['home', 'holiday']),
  })
  .refine((slot) => slot.from < slot.to, { message: 'must end after it begins', path: ['to'] });
export type Slot = z.infer<typeof Slot>;

/** Monday to Sunday; the slots of a day do not overlap and stand in order. */
export const Week = z.array(z.array(Slot).max(40)).length(7);
export type Week = z.infer<typeof Week>;

/** First and last day, both included. */
export const Holiday = z
  .strictObject({ name: z.string().trim().min(1, 'must not be empty').max(80), from: Day, to: Day })
  .refine((holiday) => holiday.from <= holiday.to, {
    message: 'must not end before it begins',
    path: ['to'],
  });
export type Holiday = z.infer<typeof Holiday>;

/** The words and sites that a school lets pass; see `Allowance` for what each kind means. */
export const AllowRule = z.strictObject({
  term: TermId.optional(),
  phrase: z.string().max(200).optional(),
  site: z.string().max(253).optional(),
  policy: PolicyId.optional(),
  /** Not from this moment on. */
  until: Instant.optional(),
});
export type AllowRule = z.infer<typeof AllowRule>;

/**
 * What holds for whoever is at a device, resolved from all of their groups. A file by its hash: many devices share
 * one. What is not named is as the library has it. The device decides by it also offline, on the school's clock.
 */
export const WatchRules = z.strictObject({
  format: z.literal(1),
  /** IANA name, for example `Europe/London`: the clock of the timetable. */
  timeZone: z.string().max(60),
  week: Week,
  holidays: z.array(z.strictObject({ from: Day, to: Day })).max(60),
  /** Every term is looked for in every source that is switched on, not only in its own (C7). */
  everyTerm: z.boolean(),
  policies: z.record(
    PolicyId,
    z.strictObject({
      off: z.literal(true).optional(),
      /** Only in these parts of the week. */
      periods: z.array(Period).optional(),
      /** Instead of its terms' own sources. */
      sources: z.array(Source).optional(),
      /** Seconds of recording for each finding, 0 for none; absent: severe ones as the state document says. */
      record: z.number().int().min(0).max(120).optional(),
    }),
  ),
  terms: z.record(
    TermId,
    z.strictObject({
      off: z.literal(true).optional(),
      sources: z.array(Source).optional(),
      severity: Severity.optional(),
      /** As of a policy, and stronger. */
      record: z.number().int().min(0).max(120).optional(),
      /** The school's own policy that the term stands in, where that is not its risk. */
      policy: Id.optional(),
    }),
  ),
  allow: z.array(AllowRule).max(5000),
});
export type WatchRules = z.infer<typeof WatchRules>;
