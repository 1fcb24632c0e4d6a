import { z } from 'zod';

/** A day without a time: pages are reviewed on days. */
const day = z.iso.date();
const paragraph = z.string().min(80).max(900);
const point = z.string().min(10).max(320);
/** Words that a member of staff might say aloud. */
const spoken = z.string().min(8).max(200);

/** A national body that helps. The facts are checked when the page is reviewed. */
export const organisationSchema = z.strictObject({
  name: z.string().min(3).max(80),
  /** What it is for and who may turn to it. */
  helpsWith: z.string().min(10).max(200),
  /** In groups, as it is read out: `0800 1111`. For `text 85258`, the number only; `helpsWith` says how. */
  phone: z
    .string()
    .regex(/^\d[\d ]{1,14}\d$/u, 'A phone number is digits in groups.')
    .optional(),
  website: z.url({ protocol: /^https$/u }).optional(),
  hours: z.string().min(3).max(80).optional(),
});

/** One step of what is to be done now. */
const stepSchema = z.strictObject({
  who: z.string().min(3).max(60),
  when: z.string().min(3).max(60),
  step: point,
});

const reviewed = {
  /** The day from which this wording holds. */
  version: day,
  /** The day on which somebody last checked it: law, phone numbers, addresses. */
  reviewed: day,
};

/** About a page on one risk, for whoever has a pupil before them. Printed and read aloud as it stands. */
export const guidancePageSchema = z.strictObject({
  ...reviewed,
  /** What the signs may mean, in paragraphs. */
  mayMean: z.array(paragraph).min(2).max(6),
  doNow: z.array(stepSchema).min(4).max(10),
  say: z.array(spoken).min(3).max(10),
  doNotSay: z.array(spoken).min(3).max(10),
  whomToTell: z.array(point).min(2).max(8),
  organisations: z.array(organisationSchema).min(2).max(10),
  /** When to call the police, and on which number. */
  callPolice: z.array(point).min(2).max(8),
  /** What to write down. */
  record: z.array(point).min(3).max(10),
  /** What follows in the days and weeks after. */
  after: z.array(point).min(3).max(10),
});

/** A page that belongs to no single risk: how to hold a difficult conversation, what to do about allegations. */
export const libraryPageSchema = z.strictObject({
  key: z.string().regex(/^[a-z][a-z-]{2,60}$/u, 'A key is lower case letters and hyphens.'),
  title: z.string().min(3).max(60),
  /** One sentence: whom the page is for and when. */
  description: z.string().min(20).max(240),
  ...reviewed,
  sections: z
    .array(
      z.strictObject({
        title: z.string().min(3).max(80),
        paragraphs: z.array(paragraph).max(6),
        /** A list under the paragraphs. */
        points: z.array(point).max(12),
        /** Whether the order of the points matters. */
        numbered: z.boolean(),
      }),
    )
    .min(3)
    .max(12),
  /** Two columns; both are filled or both are empty. */
  say: z.array(spoken).max(12),
  doNotSay: z.array(spoken).max(12),
  organisations: z.array(organisationSchema).max(10),
});

export type Organisation = Readonly<z.infer<typeof organisationSchema>>;
export type GuidancePage = Readonly<z.infer<typeof guidancePageSchema>>;
export type LibraryPage = Readonly<z.infer<typeof libraryPageSchema>>;
