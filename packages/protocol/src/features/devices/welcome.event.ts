import { z } from 'zod';
import { Instant } from '../../ids.ts';

/** Server to agent: the device is known and its key is right. The state document follows. */
export const Welcome = z.object({
  type: z.literal('devices/welcome'),
  wireVersion: z.number().int(),
  schoolName: z.string().max(200),
  deviceName: z.string().max(200),
  serverTime: Instant,
  pingSeconds: z.number().int().min(1),
});
export type Welcome = z.infer<typeof Welcome>;
