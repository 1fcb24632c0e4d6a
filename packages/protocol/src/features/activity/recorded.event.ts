import { z } from 'zod';
import { Id, Instant } from '../../ids.ts';

/** Names as the device tells them: of files, folders, documents, printers. Hostile everywhere they are shown. */
const Named = z.string().max(500);

/** What was done, and what with. Contents are never part of it. */
export const ActivityDone = z.discriminatedUnion('kind', [
  /** `folder`: where it lay, without its own name. */
  z.object({ kind: z.literal('file-deleted'), name: Named, folder: Named, isFolder: z.boolean() }),
  z.object({
    kind: z.literal('file-renamed'),
    name: Named,
    folder: Named,
    isFolder: z.boolean(),
    from: Named,
  }),
  z.object({
    kind: z.literal('printed'),
    document: Named,
    printer: Named,
    /** Null where it is not known. */
    pages: z.number().int().min(0).max(100_000).nullable(),
    /** True when it was held back, because printing was not allowed. */
    refused: z.boolean(),
  }),
  z.object({
    kind: z.literal('medium-arrived'),
    /** What it calls itself; empty where it says nothing. */
    label: Named,
    maker: Named.nullable(),
    bytes: z.number().int().min(0).nullable(),
    /** True when it could not be used, because media were not allowed. */
    refused: z.boolean(),
  }),
  z.object({ kind: z.literal('medium-gone'), label: Named }),
  /** A program was closed, because it is not allowed. */
  z.object({ kind: z.literal('application-closed'), application: Named, ruleId: Id }),
]);
export type ActivityDone = z.infer<typeof ActivityDone>;
export type ActivityKind = ActivityDone['kind'];
export const ACTIVITY_KINDS = Object.freeze(ActivityDone.options.map((option) => option.shape.kind.value));

/**
 * Agent to server: what a person did on the device. An item of the outbox that gives way to captures: when the outbox
 * is full, activity goes first, and how much went is said by `dropped`.
 */
export const ActivityRecorded = z.object({
  type: z.literal('activity/recorded'),
  id: Id,
  /** Null for what happened while nobody was logged on. */
  sessionId: Id.nullable(),
  records: z
    .array(
      z.object({
        id: Id,
        /** The device's own clock. */
        at: Instant,
        /** What the device knew of. A record of a kind that the server does not know is left out, and the rest is kept. */
        done: z.unknown(),
      }),
    )
    .min(1)
    .max(100),
  /** Records that were given up before this one, because there was no room. */
  dropped: z.number().int().min(0).max(1_000_000_000),
});
export type ActivityRecorded = z.infer<typeof ActivityRecorded>;
