import type { ControlWanted, RuleWords } from '@lapwing/agent-core/contracts/control.ts';
import { z } from 'zod';

const Moment = z.number().nullable();
const Rule = z.object({
  title: z.string(),
  by: z.string().nullable(),
  words: z.string().nullable(),
  until: Moment,
});
const Say = z.object({
  id: z.string(),
  kind: z.enum(['internet-off', 'block', 'allow-only', 'allow']),
  sites: z.array(z.string()).readonly(),
  titles: z.array(z.string()).readonly(),
});

/** The lock as the pages that show it read it. */
export const ShownLock = z.object({
  id: z.string(),
  by: z.string().nullable(),
  words: z.string().nullable(),
  schoolWords: z.string(),
  schoolName: z.string(),
  logo: z.string().nullable(),
  until: Moment,
  agreementId: z.string().nullable(),
});
export type ShownLock = z.infer<typeof ShownLock>;

/** What the device was to be like when it was told last, as it is kept. */
export const KeptWanted = z.object({
  lock: ShownLock.nullable(),
  web: z.object({
    open: z.boolean(),
    says: z.array(z.array(Say).readonly()).readonly(),
    alwaysOpen: z.array(z.string()).readonly(),
    rules: z.record(z.string(), Rule),
    words: z.string(),
    safeSearch: z.boolean(),
    youtube: z.enum(['off', 'moderate', 'strict']),
    downloads: z.array(z.object({ id: z.string(), endings: z.array(z.string()).readonly() })).readonly(),
    mayAsk: z.boolean(),
  }),
  mute: z.string().nullable(),
  printingOff: z.string().nullable(),
  removableMediaOff: z.string().nullable(),
}) satisfies z.ZodType<Omit<ControlWanted, 'applications'>>;

/**
 * What is left of it at a moment. Whoever wants something says so again before its end: what is over is released here
 * all the same, so that a device is never held by an agent that does not run.
 *
 * @param now milliseconds since 1970
 */
export function stillWanted(wanted: ControlWanted, now: number): ControlWanted {
  const { web } = wanted;
  const holds = (id: string): boolean => !isOver(web.rules[id]?.until ?? null, now);
  const says = web.says
    .map((layer) => layer.filter(({ id }) => holds(id)))
    .filter((layer) => layer.length > 0);
  return {
    ...wanted,
    lock: wanted.lock === null || isOver(wanted.lock.until, now) ? null : wanted.lock,
    web: {
      ...web,
      says,
      downloads: web.downloads.filter(({ id }) => holds(id)),
    },
    mute: wanted.mute !== null && holds(wanted.mute) ? wanted.mute : null,
  };
}

function isOver(until: number | null, now: number): boolean {
  return until !== null && until <= now;
}

/** When the next of it ends; null: nothing does. */
export function nextEnd(wanted: ControlWanted, now: number): number | null {
  const ends = [wanted.lock?.until, ...Object.values(wanted.web.rules).map(({ until }) => until)].flatMap(
    (until) => (typeof until === 'number' && until > now ? [until] : []),
  );
  return ends.length === 0 ? null : Math.min(...ends);
}

/** Words of the rule that closes a page; plain ones where nobody told of it. */
export function wordsOf(wanted: ControlWanted, id: string): RuleWords {
  return wanted.web.rules[id] ?? { title: '', by: null, words: null, until: null };
}
