import { z } from 'zod';
import type { AgentStatus } from '@lapwing/agent-core/status.ts';
import { AssistanceState } from '@lapwing/protocol/features/assistance/answered.command.ts';
import { Refusal } from '@lapwing/protocol/wire.ts';

/** What the extension's own popup asks of the background worker. */
export const PopupMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('status') }),
  z.object({ kind: z.literal('retry') }),
  z.object({ kind: z.literal('enrol'), server: z.string().max(500), code: z.string().max(100) }),
]);
export type PopupMessage = z.infer<typeof PopupMessage>;

/** How an agent stands, this one's or that of the desktop. */
export const ReadStatus = z.object({
  loaded: z.boolean(),
  enrolled: z.boolean(),
  connection: z.enum(['none', 'connecting', 'connected', 'waiting']),
  refused: Refusal.nullable(),
  server: z.string().nullable(),
  schoolName: z.string().nullable(),
  deviceName: z.string().nullable(),
  noticeUrl: z.string().nullable(),
  detecting: z.boolean(),
  queued: z.number(),
  lost: z.number(),
  watched: z
    .object({ purpose: z.enum(['glance', 'look']), watchers: z.array(z.string()).readonly() })
    .nullable(),
  control: z
    .object({
      holds: z
        .array(
          z.object({
            id: z.string(),
            kind: z.enum([
              'lock',
              'internet-off',
              'allow-only',
              'block',
              'mute',
              'downloads',
              'printing-off',
              'removable-media-off',
              'applications',
            ]),
            title: z.string().nullable(),
            by: z.string().nullable(),
            words: z.string().nullable(),
            until: z.number().nullable(),
          }),
        )
        .readonly(),
      lesson: z
        .object({ title: z.string(), teachers: z.array(z.string()).readonly(), until: z.number() })
        .nullable(),
      mayAsk: z.object({ access: z.boolean(), help: z.boolean() }),
      asks: z
        .array(
          z.object({
            id: z.string(),
            kind: z.enum(['help', 'access']),
            url: z.string().nullable(),
            state: AssistanceState,
            words: z.string().nullable(),
            by: z.string().nullable(),
            until: z.number().nullable(),
          }),
        )
        .readonly(),
    })
    .nullable(),
}) satisfies z.ZodType<AgentStatus>;

const Anything = z.looseObject({});

/**
 * The status of an agent of another version: what of it is not understood here is not shown, and nothing else is lost.
 * Null where it is none.
 */
export function readStatus(raw: unknown): AgentStatus | null {
  const whole = ReadStatus.safeParse(raw);
  if (whole.success) return whole.data;
  const parts = Anything.safeParse(raw);
  if (!parts.success) return null;
  const plain = ReadStatus.safeParse({ ...parts.data, refused: null, watched: null, control: null });
  return plain.success ? plain.data : null;
}

export const StatusReply = z.object({
  status: ReadStatus,
  version: z.string(),
});
export type StatusReply = z.infer<typeof StatusReply>;

export const EnrolAnswer = z.object({
  ok: z.boolean(),
  field: z.enum(['server', 'code']).nullable(),
  text: z.string(),
});
