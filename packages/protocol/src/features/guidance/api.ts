import { z } from 'zod';
import { endpoint } from '../../endpoint.ts';
import { PolicyKey } from '../../vocabulary.ts';

/** The key of a page: of a risk its own, of any other page its words. */
export const GuidanceKey = z.string().regex(/^[a-z][a-z-]{2,60}$/u);

const Heading = z.object({
  key: GuidanceKey,
  title: z.string(),
  /** One sentence: what the page is about. */
  description: z.string(),
  /** The day on which somebody last checked it, without a time. */
  reviewed: z.string(),
});

/** A national body that helps. */
export const GuidanceOrganisation = z.object({
  name: z.string(),
  helpsWith: z.string(),
  phone: z.string().nullable(),
  website: z.string().nullable(),
  hours: z.string().nullable(),
});
export type GuidanceOrganisation = z.infer<typeof GuidanceOrganisation>;

const Words = {
  /** What to say, and what not to say. Both may be empty on a page that belongs to no single risk. */
  say: z.array(z.string()),
  doNotSay: z.array(z.string()),
  organisations: z.array(GuidanceOrganisation),
};

/** What to do about one risk, about a page. */
export const RiskGuidance = Heading.extend({
  kind: z.literal('risk'),
  /** The most urgent of it in a few lines, as a capture shows it. */
  inShort: z.array(z.string()),
  mayMean: z.array(z.string()),
  doNow: z.array(z.object({ who: z.string(), when: z.string(), step: z.string() })),
  ...Words,
  whomToTell: z.array(z.string()),
  callPolice: z.array(z.string()),
  record: z.array(z.string()),
  after: z.array(z.string()),
});
export type RiskGuidance = z.infer<typeof RiskGuidance>;

/** A page that belongs to no single risk. */
export const PageGuidance = Heading.extend({
  kind: z.literal('page'),
  sections: z.array(
    z.object({
      title: z.string(),
      paragraphs: z.array(z.string()),
      points: z.array(z.string()),
      /** Whether the order of the points matters. */
      numbered: z.boolean(),
    }),
  ),
  ...Words,
});
export type PageGuidance = z.infer<typeof PageGuidance>;

export const listGuidance = endpoint({
  method: 'GET',
  path: '/api/guidance',
  summary: 'The pages of guidance: one for each risk, and those that belong to no single one',
  reply: z.object({
    libraryVersion: z.string(),
    risks: z.array(Heading.extend({ key: PolicyKey })),
    pages: z.array(Heading),
  }),
});

export const showGuidance = endpoint({
  method: 'GET',
  path: '/api/guidance/:key',
  summary: 'One page of guidance: what a sign may mean, what to do, what to say, whom to tell and to call',
  // Whatever else stands in the address is the key of no page: it is not there, and not a bad request.
  params: z.object({ key: z.string().max(300) }),
  reply: z.discriminatedUnion('kind', [RiskGuidance, PageGuidance]),
});
