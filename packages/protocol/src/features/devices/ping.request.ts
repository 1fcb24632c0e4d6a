import { z } from 'zod';

/** Agent to server: still here. */
export const Ping = z.object({ type: z.literal('devices/ping') });
export type Ping = z.infer<typeof Ping>;
