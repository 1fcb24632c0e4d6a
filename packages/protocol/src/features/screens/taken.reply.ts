import { z } from 'zod';
import { Id } from '../../ids.ts';

/** Server to agent: the picture is read, another may be sent. An agent never has more than one under way. */
export const PictureTaken = z.object({ type: z.literal('screens/taken'), id: Id });
export type PictureTaken = z.infer<typeof PictureTaken>;
