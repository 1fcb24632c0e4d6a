import { z } from 'zod';
import { Instant } from '../../ids.ts';

/** Server to agent: heard you; its time lets the agent correct its clock's offset. */
export const Pong = z.object({ type: z.literal('devices/pong'), serverTime: Instant });
export type Pong = z.infer<typeof Pong>;
