import { z } from 'zod';
import { Base64Url, Id, Instant } from '../../ids.ts';
import { DevicePlatform } from './platform.ts';

/** Agent to server, the answer to the challenge; see `connectProofText` for what is signed. */
export const Hello = z.object({
  type: z.literal('devices/hello'),
  wireVersion: z.number().int(),
  schoolId: Id,
  deviceId: Id,
  signature: Base64Url,
  platform: DevicePlatform,
  /** The device's own clock, so that the server can keep its offset beside the times it sends. */
  deviceTime: Instant,
  /** Captures waiting on the device, so that the console can say that more is on its way. */
  queued: z.number().int().min(0).max(1_000_000),
  /** Captures that the device had to give up since it was enrolled, because its queue was full; absent when none. */
  lost: z.number().int().min(0).optional(),
});
export type Hello = z.infer<typeof Hello>;
