import { z } from 'zod';
import { Id, Instant } from '../../ids.ts';

/** Agent to server: the session is over (log-off, browser closed, another account). */
export const SessionEnded = z.object({ type: z.literal('sessions/ended'), id: Id, at: Instant });
export type SessionEnded = z.infer<typeof SessionEnded>;
