import { z } from 'zod';
import { Id } from '../../ids.ts';

/**
 * Server to agent: staff look at this screen. One command at a time holds: it takes the place of the one before and is
 * over with `screens/unwanted`, a lost connection, or after `WANTED_SECONDS` without another.
 */
export const ScreensWanted = z.object({
  type: z.literal('screens/wanted'),
  /** Goes into each picture, so that those of an earlier command are told apart. */
  id: Id,
  /** `glance` is the small picture of a whole room; `look` is one screen looked at, which the person may be asked for. */
  purpose: z.enum(['glance', 'look']),
  /** Pixels; a wider screen is scaled down. 0 asks for no pictures, only for what is in front. */
  width: z.number().int().min(0).max(1920),
  /** JPEG quality, 0 to 1. */
  quality: z.number().min(0.1).max(1),
  /** Milliseconds between two pictures at least. */
  everyMs: z.number().int().min(400).max(60_000),
  /** Who looks, to be shown to the person at the device; for a glance, nobody is named. */
  watchers: z.array(z.string().max(200)).max(5),
});
export type ScreensWanted = z.infer<typeof ScreensWanted>;

/** Seconds after which a command that was not repeated is over, so that no screen flows for nobody. */
export const WANTED_SECONDS = 90;
