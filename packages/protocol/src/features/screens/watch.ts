import { z } from 'zod';
import { Id, Instant } from '../../ids.ts';
import { InFront, ScreenState } from './shown.event.ts';
import { MOST_STEPS, WorkStep } from './worked.command.ts';

/** Where a console opens the socket for live screens, beside the one for everything else: pictures never hold up an alert. */
export const SCREENS_SOCKET_PATH = '/console/screens';
/** Bytes: the largest message that a console may send there. */
export const MAX_WATCH_BYTES = 64 * 1024;
/** Screens that one console may look at in one go. */
export const MOST_GLANCES = 600;
export const MOST_LOOKS = 16;

/** One screen that a console wants. */
export const Watched = z.object({
  deviceId: Id,
  purpose: z.enum(['glance', 'look']),
  /** Pixels wanted; 0 for no pictures, only what is in front. */
  width: z.number().int().min(0).max(1920),
  everyMs: z.number().int().min(400).max(60_000),
});
export type Watched = z.infer<typeof Watched>;

/** Console to server: the screens in view now; takes the place of what was sent before. Empty: none. */
export const WatchScreens = z.object({
  type: z.literal('screens/watch'),
  /** The group that is open, for the audit; null where none is. */
  groupId: Id.nullable(),
  screens: z.array(Watched).max(MOST_GLANCES),
});
export type WatchScreens = z.infer<typeof WatchScreens>;

/**
 * Console to server: steps of whoever controls the one screen that is looked at large. The first ones ask whether they
 * may, which `screens/work` of the server answers; a `release` alone asks and does nothing.
 */
export const WorkScreen = z.object({
  type: z.literal('screens/work'),
  deviceId: Id,
  steps: z.array(WorkStep).min(1).max(MOST_STEPS),
});
/** Console to server: the control is over. */
export const LeaveScreen = z.object({ type: z.literal('screens/let-go') });

/** Everything that a console says there. */
export const WatchFrame = z.discriminatedUnion('type', [WatchScreens, WorkScreen, LeaveScreen]);
export type WatchFrame = z.infer<typeof WatchFrame>;

/** Server to console, beside the pictures (binary, see `picture.ts`, the id is the device's). */
export const ScreensFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('screens/ready') }),
  z.object({
    type: z.literal('screens/state'),
    deviceId: Id,
    /** `offline`: not connected. `unsupported`: its agent shows no screens. `unknown`: no such device, or not to be seen. */
    state: z.enum([...ScreenState.options, 'offline', 'unsupported', 'unknown', 'waiting']),
    front: InFront,
    answeredBy: z.enum(['person', 'silence']).nullable(),
    at: Instant,
  }),
  /** Whether the screen can be controlled by this console: at the beginning, and again when it is over. */
  z.object({
    type: z.literal('screens/work'),
    deviceId: Id,
    allowed: z.boolean(),
    /** Why not, for whoever sits there. */
    reason: z.string().nullable(),
  }),
]);
export type ScreensFrame = z.infer<typeof ScreensFrame>;
export type WatchedState = Extract<ScreensFrame, { type: 'screens/state' }>['state'];
