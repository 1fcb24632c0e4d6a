import { z } from 'zod';
import { DeviceCapability } from '../../vocabulary.ts';

/** The device itself; each value is null where the platform does not tell it. */
export const Inventory = z.object({
  model: z.string().max(120).nullable(),
  processor: z.string().max(120).nullable(),
  /** Processor threads. */
  threads: z.number().int().min(1).max(4096).nullable(),
  /** Bytes of working memory. */
  memory: z.number().int().min(0).nullable(),
  /** Bytes of the disks that stay in the device. */
  disk: z.number().int().min(0).nullable(),
  screens: z.array(z.object({ width: z.number().int().min(1), height: z.number().int().min(1) })).max(16),
});
export type Inventory = z.infer<typeof Inventory>;

/** What the agent runs on, as it says itself; shown to staff, never trusted for a permission. */
export const DevicePlatform = z.object({
  agent: z.enum(['extension', 'desktop', 'simulated']),
  agentVersion: z.string().regex(/^[0-9]{1,5}(\.[0-9]{1,5}){0,3}$/),
  /** For example `Windows`, `ChromeOS`, `Linux`. */
  system: z.string().max(60),
  /** For example `Chrome 156`. */
  browser: z.string().max(60).nullable(),
  capabilities: z.array(DeviceCapability).max(32),
  /** What the device is made of, as far as the platform tells; absent where it tells nothing. */
  inventory: Inventory.optional(),
});
export type DevicePlatform = z.infer<typeof DevicePlatform>;
