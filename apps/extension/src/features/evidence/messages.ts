import { z } from 'zod';

/** Only the extension's own pages and its worker can speak in it. */
export const RECORDER_CHANNEL = 'recorder';

const Bytes = z.instanceof(Uint8Array);

/** What the worker asks of the page that makes recordings: a `RecordingJob` of agent-core. */
export const JobAsked = z.object({
  kind: z.literal('job'),
  id: z.string(),
  job: z.object({
    frames: z.array(z.object({ bytes: Bytes, takenAt: z.number() })).min(1),
    triggerAt: z.number(),
    endsAt: z.number(),
    maxWidth: z.number().int().min(2),
    account: z.string().nullable(),
    device: z.string(),
    maxBytes: z.number(),
  }),
});
export type JobAsked = z.infer<typeof JobAsked>;

/** What the page answers. */
export const JobDone = z.object({
  kind: z.literal('recorded'),
  id: z.string(),
  recorded: z.discriminatedUnion('ok', [
    z.object({
      ok: z.literal(true),
      bytes: Bytes,
      mediaType: z.enum(['video/mp4', 'video/webm']),
      width: z.number(),
      height: z.number(),
    }),
    z.object({ ok: z.literal(false), failed: z.enum(['failed', 'too-large']) }),
  ]),
});
export type JobDone = z.infer<typeof JobDone>;
