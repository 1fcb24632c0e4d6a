import { z } from 'zod';
import { Id, Instant } from '../../ids.ts';

/** The account at the device as the operating system or the managed profile names it; the server matches it to a person. */
export const DeviceAccount = z.object({
  /** User name or e-mail address, exactly as the platform gives it. */
  name: z.string().min(1).max(320),
  /** How the agent knows it: the browser's managed profile, the managed policy, or the operating system. */
  origin: z.enum(['profile', 'policy', 'system']),
});
export type DeviceAccount = z.infer<typeof DeviceAccount>;

/** Agent to server: one person's time on one device begins. Ids are the agent's; a session sent twice is one session. */
export const SessionStarted = z.object({
  type: z.literal('sessions/started'),
  id: Id,
  /** The device's own clock. */
  at: Instant,
  account: DeviceAccount.nullable(),
});
export type SessionStarted = z.infer<typeof SessionStarted>;
