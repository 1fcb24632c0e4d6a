import { z } from 'zod';
import { Id } from '../../ids.ts';

/** Coordinates are parts of the desktop from 0 to 1, so that they mean the same at every size of the picture. */
const Part = z.number().min(0).max(1);

/** What a member of staff does with the keyboard and the pointer of a device. */
export const WorkStep = z.discriminatedUnion('do', [
  z.object({ do: z.literal('move'), x: Part, y: Part }),
  z.object({
    do: z.literal('button'),
    x: Part,
    y: Part,
    button: z.union([z.literal(0), z.literal(1), z.literal(2)]),
    down: z.boolean(),
  }),
  z.object({ do: z.literal('scroll'), x: Part, y: Part, lines: z.number().int().min(-100).max(100) }),
  /** `KeyboardEvent.code`. */
  z.object({ do: z.literal('key'), code: z.string().regex(/^[A-Za-z0-9]{1,30}$/), down: z.boolean() }),
  z.object({ do: z.literal('text'), text: z.string().max(500) }),
  /** Lets go of everything that is held. */
  z.object({ do: z.literal('release') }),
]);
export type WorkStep = z.infer<typeof WorkStep>;

/** Steps of one frame. */
export const MOST_STEPS = 60;

/**
 * Server to agent: steps of whoever controls the screen, which is looked at as long as it is controlled. Everything held
 * is let go of when the look is over.
 */
export const ScreensWorked = z.object({
  type: z.literal('screens/worked'),
  /** Of the `screens/wanted` that shows it; others are dropped. */
  id: Id,
  /** Who it is, as pupils are to read it. */
  by: z.string().max(200),
  steps: z.array(WorkStep).min(1).max(MOST_STEPS),
});
export type ScreensWorked = z.infer<typeof ScreensWorked>;
