import { AssistanceState } from '@lapwing/protocol/features/assistance/answered.command.ts';
import { z } from 'zod';

export const LOCK_PAGE = 'lock.html';
/** Under which the lock is kept for the pages that show it. */
export const KEPT_LOCK = 'lock';
export const KEPT_WANTED = 'control';

/** What the own pages about restrictions ask of the background worker. */
export const RestrictionsMessage = z.discriminatedUnion('kind', [
  /** `remembered`: what this page was told the last time, before the browser was restarted. */
  z.object({ kind: z.literal('blocked-look'), remembered: z.string().max(20_000).nullable() }),
  z.object({ kind: z.literal('blocked-ask'), words: z.string().max(300) }),
  /** The person wants to read and answer again the agreement for which the device is locked. */
  z.object({ kind: z.literal('lock-agreement') }),
  /** The time of something is over by the page's clock. */
  z.object({ kind: z.literal('control-due') }),
]);
export type RestrictionsMessage = z.infer<typeof RestrictionsMessage>;

/** What was asked for a page and how it stands. */
export const ShownAsk = z.object({
  state: AssistanceState,
  words: z.string().nullable(),
  by: z.string().nullable(),
  until: z.number().nullable(),
});
export type ShownAsk = z.infer<typeof ShownAsk>;

export const BlockedShown = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('closed'),
    /** Null where it is no page of the web. */
    host: z.string().nullable(),
    url: z.string().nullable(),
    why: z.enum(['internet-off', 'list', 'not-listed', 'title', 'scheme', 'unknown']),
    title: z.string(),
    by: z.string().nullable(),
    words: z.string(),
    until: z.number().nullable(),
    schoolName: z.string().nullable(),
    logo: z.string().nullable(),
    mayAsk: z.boolean(),
    connected: z.boolean(),
    ask: ShownAsk.nullable(),
    help: z.array(z.object({ name: z.string(), url: z.string(), how: z.string() })).readonly(),
  }),
  z.object({ kind: z.literal('locked'), schoolName: z.string().nullable() }),
  /** It may be opened. `url`: for this page to go to; null: it is done for it. */
  z.object({ kind: z.literal('open'), url: z.string().nullable() }),
  z.object({ kind: z.literal('nothing'), schoolName: z.string().nullable() }),
]);
export type BlockedShown = z.infer<typeof BlockedShown>;

/** What came of asking. */
export const AskOutcome = z.object({ asked: z.boolean() });

/** Said by the worker to the own pages when something is other than before. */
export const ControlChanged = z.object({ kind: z.literal('control-changed') });
