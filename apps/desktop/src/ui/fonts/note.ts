import { z } from 'zod';

const MOST_SIGNS = 4000;

/** What the drawing process says of the signs of a picture that the agent's own fonts have not. */
export const LettersNote = z.object({
  /** How wide they are drawn, in ems. */
  widths: z.array(z.tuple([z.string().min(1).max(2), z.number().min(0).max(4)])).max(MOST_SIGNS),
  /** What no font of the device has, in words for staff. */
  lacking: z.array(z.string().max(60)).max(60),
});
export type LettersNote = z.infer<typeof LettersNote>;
