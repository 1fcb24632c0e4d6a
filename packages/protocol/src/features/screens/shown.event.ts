import { z } from 'zod';
import { Id } from '../../ids.ts';

/** How it stands with one screen that staff look at. */
export const SCREEN_STATES = [
  /** Pictures come, each when something has changed. */
  'live',
  /** The person at the device is being asked. */
  'asking',
  /** The person said no, or did not answer where silence is a no. */
  'denied',
  /** The setting is to ask, and a glance asks nobody. */
  'asks-first',
  /** The setting forbids it. */
  'forbidden',
  /** What is open there is never shown: a help site, or a page where one signs in. */
  'private',
  /** No window is open, or all are out of sight. */
  'nothing',
  /** The platform gives no picture of what is in front. */
  'not-possible',
] as const;
export const ScreenState = z.enum(SCREEN_STATES);
export type ScreenState = z.infer<typeof ScreenState>;

/** What stands in front on a screen; empty where it is private or there is nothing. */
export const InFront = z.object({
  application: z.string().max(120),
  title: z.string().max(300),
  /** Host of the page, without path or query. */
  site: z.string().max(253).nullable(),
});
export type InFront = z.infer<typeof InFront>;

/** Agent to server, while a screen is wanted: how it stands, at every change. Never stored. */
export const ScreensShown = z.object({
  type: z.literal('screens/shown'),
  /** Of the command that it answers. */
  id: Id,
  state: ScreenState,
  front: InFront,
  /** How a question was answered; null while none was asked. */
  answeredBy: z.enum(['person', 'silence']).nullable(),
});
export type ScreensShown = z.infer<typeof ScreensShown>;
