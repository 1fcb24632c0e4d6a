import type { Boundary, Frame, PolicyKey, Severity, Source, Term } from '@lapwing/detection/term.ts';
import { z } from 'zod';
import { guidancePageSchema } from './guidance-page.ts';

// Spelt out, because the library takes only types from the engine; `satisfies` keeps each list complete.
const policyKey = z.enum({
  'adult-content': 'adult-content',
  bullying: 'bullying',
  'counter-radicalisation': 'counter-radicalisation',
  disinformation: 'disinformation',
  drugs: 'drugs',
  'eating-disorders': 'eating-disorders',
  'filter-evasion': 'filter-evasion',
  gambling: 'gambling',
  grooming: 'grooming',
  'illegal-content': 'illegal-content',
  'lgbt-derogatory': 'lgbt-derogatory',
  misogyny: 'misogyny',
  'race-religious-hatred': 'race-religious-hatred',
  'self-harm': 'self-harm',
  sexting: 'sexting',
  suicide: 'suicide',
  'weapons-violence': 'weapons-violence',
} satisfies { [key in PolicyKey]: key });

const severity = z.enum({ minor: 'minor', moderate: 'moderate', severe: 'severe' } satisfies {
  [key in Severity]: key;
});

const source = z.enum({
  typed: 'typed',
  caption: 'caption',
  page: 'page',
  html: 'html',
  url: 'url',
  search: 'search',
  application: 'application',
  file: 'file',
  chat: 'chat',
  'ai-prompt': 'ai-prompt',
} satisfies { [key in Source]: key });

const boundary = z.enum({ word: 'word', start: 'start', end: 'end', inside: 'inside' } satisfies {
  [key in Boundary]: key;
});

const switched = z.boolean().optional();
const frames = z.strictObject({
  study: switched,
  negation: switched,
  quotation: switched,
  game: switched,
  jest: switched,
  intent: switched,
  'how-to': switched,
  target: switched,
} satisfies { [key in Frame]: typeof switched });

const sentence = z.string().min(3).max(300);
const phrases = z.array(z.string().min(1).max(2000)).min(1);

/** Two sentences at most: it is read beside a capture, by someone in a hurry. */
const definition = z
  .string()
  .min(20)
  .max(240)
  .refine(
    (text) => (text.match(/[.?!](?:\s|$)/gu) ?? []).length <= 2,
    'A definition has two sentences at most.',
  );

/** What a drug is also called, and how the law of the United Kingdom and of the United States has it. */
const drug = z.strictObject({
  name: z.string().min(2).max(80),
  /** Other names, as pupils, dealers and pharmacists use them. */
  names: z.array(z.string().min(2).max(60)).max(60),
  /** Misuse of Drugs Act 1971, Psychoactive Substances Act 2016, Medicines Act 1968, or sold to adults. */
  uk: z.enum(['A', 'B', 'C', 'psychoactive', 'medicine', 'age-restricted', 'legal']),
  /** Controlled Substances Act; `none` where it has no schedule. */
  us: z.enum(['I', 'II', 'III', 'IV', 'V', 'none']),
});

/** A group or organisation that a term names. */
const organisation = z.strictObject({
  name: z.string().min(2).max(120),
  names: z.array(z.string().min(2).max(120)).max(30),
  /** Proscribed under the Terrorism Act 2000, and since which year. */
  proscribedUk: z.int().min(2000).max(2100).nullable(),
});

export const libraryTermSchema = z.strictObject({
  id: z.string().regex(/^[a-z-]+\.[a-z0-9-]+$/u, 'An id is its policy, a dot, and a few words with hyphens.'),
  wordings: phrases,
  language: z.string().min(2).max(12).optional(),
  severity,
  categories: z.array(policyKey).min(1).optional(),
  definition,
  sources: z.array(source).min(1),
  boundary: boundary.optional(),
  unmask: z.boolean().optional(),
  spelling: z.boolean().optional(),
  needs: z.strictObject({ any: phrases, within: z.int().min(1).max(20), beyond: switched }).optional(),
  unless: phrases.optional(),
  softenedBy: phrases.optional(),
  frames: frames.optional(),
  sealed: z.boolean().optional(),
  /** A sentence in which it must be found. */
  example: sentence,
  /** A sentence that looks like it and in which it must not. */
  counterExample: sentence,
  /** What to know about false positives. */
  note: z.string().min(10).max(300).optional(),
  /** Why a wording of under four letters is worth its false alarms. */
  shortReason: z.string().min(10).max(200).optional(),
  drug: drug.optional(),
  organisation: organisation.optional(),
});

export const policyFileSchema = z.strictObject({
  policy: policyKey,
  /** Of all of its terms; `en` if absent. Each policy has one file for each language. */
  language: z
    .string()
    .regex(/^[a-z]{2,3}$/u)
    .optional(),
  terms: z.array(libraryTermSchema).min(1),
});

export const guidanceSchema = z.strictObject({
  policy: policyKey,
  /** The policy's name in the console. */
  title: z.string().min(3).max(60),
  /** One sentence: what the policy looks for. */
  description: z.string().min(20).max(240),
  /** What to do, most urgent first. */
  steps: z.array(z.string().min(10).max(200)).min(3).max(5),
  /** The same at length: what it may mean, what to say, whom to tell, whom to call. */
  page: guidancePageSchema,
});

/** A managed term: what the engine needs, and what reviewers and staff read. */
export type LibraryTerm = Term & {
  readonly example: string;
  readonly counterExample: string;
  readonly note?: string | undefined;
  readonly shortReason?: string | undefined;
  readonly drug?: z.infer<typeof drug> | undefined;
  readonly organisation?: z.infer<typeof organisation> | undefined;
};

export type Guidance = Readonly<z.infer<typeof guidanceSchema>>;
