import { z } from 'zod';

/** Server to agent: nobody looks any more. */
export const ScreensUnwanted = z.object({ type: z.literal('screens/unwanted') });
export type ScreensUnwanted = z.infer<typeof ScreensUnwanted>;
