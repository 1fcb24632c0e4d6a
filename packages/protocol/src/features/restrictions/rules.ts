import { z } from 'zod';
import { Id } from '../../ids.ts';
import { SitePattern, TitlePattern } from '../access/site.ts';
import { ClockTime, Day, PolicyId, TermId } from '../policies/rules.ts';
import { PupilWords } from './effect.ts';

/** Stretches of the days Monday to Sunday, on the clock of the school; ends are not included. */
export const Hours = z
  .array(
    z
      .array(
        z
          .strictObject({ from: ClockTime, to: ClockTime })
          .refine((slot) => slot.from < slot.to, { message: 'must end after it begins', path: ['to'] }),
      )
      .max(12),
  )
  .length(7);
export type Hours = z.infer<typeof Hours>;

/** Ending of a file's name without the dot: `exe`. */
export const FileEnding = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9]{1,12}$/, 'must be an ending such as exe');

/**
 * A program that may not run: the file name of a program (`steam`, `steam.exe`), what it calls itself, or the caption of
 * its window, each with `*` for anything. Case does not matter.
 */
export const ApplicationPattern = z
  .string()
  .trim()
  .min(2, 'must have at least two characters')
  .max(120)
  .refine((pattern) => /[^*?.\s]{2}/u.test(pattern), 'would match everything');
export type ApplicationPattern = z.infer<typeof ApplicationPattern>;

/** What an access policy does with pages, downloads, programs or the device. */
export const ACCESS_KINDS = [
  'block',
  'allow-only',
  'allow',
  'downloads',
  'applications',
  'internet-off',
  'lock',
] as const;
export const AccessKind = z.enum(ACCESS_KINDS);
export type AccessKind = z.infer<typeof AccessKind>;

/** An access policy as a device is told of it; the strongest stands first. */
export const AccessRule = z.object({
  id: Id,
  kind: AccessKind,
  title: z.string().max(80),
  /** With the sites of its categories. */
  sites: z.array(SitePattern).max(5000),
  titles: z.array(TitlePattern).max(200),
  /** Of `downloads`: those that are stopped; empty for all. */
  endings: z.array(FileEnding).max(100),
  /** Of `applications`: those that are closed. */
  applications: z.array(ApplicationPattern).max(200).default([]),
  words: PupilWords.nullable(),
  /** Null: always. */
  hours: Hours.nullable(),
  /** Whether its hours hold on the school's holidays. */
  inHolidays: z.boolean(),
});
export type AccessRule = z.infer<typeof AccessRule>;

export const YOUTUBE_MODES = ['off', 'moderate', 'strict'] as const;

/** What a device does by itself when a term is found; always for a time. The rest of the actions is the server's. */
export const SanctionAction = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('message'), text: z.string().max(300) }),
  z.object({ kind: z.literal('lock'), minutes: z.number().int().min(1).max(30) }),
  z.object({ kind: z.literal('internet-off'), minutes: z.number().int().min(1).max(60) }),
  z.object({ kind: z.literal('log-off'), text: z.string().max(300) }),
]);
export type SanctionAction = z.infer<typeof SanctionAction>;

/** The bounds that a school sets for what devices do by themselves. */
export const SanctionCaps = z.strictObject({
  /** Minutes; 0 switches it off. */
  lockMinutes: z.number().int().min(0).max(30),
  internetOffMinutes: z.number().int().min(0).max(60),
  /** Minutes in which the same term brings the same person no second sanction. */
  againAfterMinutes: z.number().int().min(5).max(1440),
});
export type SanctionCaps = z.infer<typeof SanctionCaps>;

/**
 * What holds for whoever is at a device beyond what is in force by hand: a content by its hash, which many devices share.
 * Unlike `WatchRules` it is read leniently, so that an older agent takes what it knows of a newer file.
 */
export const RestrictionRules = z.object({
  format: z.literal(1),
  /** IANA name, for example `Europe/London`: the clock of the hours. */
  timeZone: z.string().max(60),
  holidays: z.array(z.object({ from: Day, to: Day })).max(60),
  access: z.array(AccessRule).max(200),
  search: z.object({ safe: z.boolean(), youtube: z.enum(YOUTUBE_MODES) }),
  /** Sites that nothing closes: help for children, and what the school names. All of their subdomains, too. */
  alwaysOpen: z.array(z.string().max(253)).max(1000),
  /** Whether a pupil may ask for a page, and for help. */
  mayAsk: z.object({ access: z.boolean(), help: z.boolean() }),
  sanctions: z.object({
    caps: SanctionCaps,
    policies: z.record(PolicyId, z.array(SanctionAction).max(4)),
    /** As of a policy, and instead of its. */
    terms: z.record(TermId, z.array(SanctionAction).max(4)),
  }),
  /** What the lock shows: words of the school, and its logo as a small picture; and the usual words of the block page. */
  look: z.object({
    words: z.string().max(300),
    blockWords: z.string().max(300).default(''),
    logo: z
      .string()
      .max(60_000)
      .regex(/^data:image\/(?:png|jpeg|webp);base64,[A-Za-z0-9+/=]+$/)
      .nullable(),
  }),
});
export type RestrictionRules = z.infer<typeof RestrictionRules>;
