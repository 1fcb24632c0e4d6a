import { z } from 'zod';
import { DeviceCapability } from '../../vocabulary.ts';

/** What the agent runs on, as it says itself; shown to staff, never trusted for a permission. */
export const DevicePlatform = z.object({
  agent: z.enum(['extension', 'desktop', 'simulated']),
  agentVersion: z.string().regex(/^[0-9]{1,5}(\.[0-9]{1,5}){0,3}$/),
  /** For example `Windows`, `ChromeOS`, `Linux`. */
  system: z.string().max(60),
  /** For example `Chrome 156`. */
  browser: z.string().max(60).nullable(),
  capabilities: z.array(DeviceCapability).max(32),
});
export type DevicePlatform = z.infer<typeof DevicePlatform>;
