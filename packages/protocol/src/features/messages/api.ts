import { z } from 'zod';
import { endpoint } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';
import { parseUrl } from '../access/web-url.ts';
import { Target } from '../restrictions/api.ts';

/** An address that a class can be sent to: of the web, whole. */
export const WebAddress = z
  .string()
  .trim()
  .max(2000)
  .transform((text) => (/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`))
  .refine((text) => {
    const url = parseUrl(text);
    return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  }, 'must be an address such as https://www.bbc.co.uk/bitesize');

const Text = (most: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(most)
    .refine((text) => text.isWellFormed(), 'must be text');

export const MessageBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('message'), text: Text(1000) }),
  z.strictObject({ kind: z.literal('open'), url: WebAddress }),
  z.strictObject({
    kind: z.literal('close-tabs'),
    host: z.string().trim().toLowerCase().min(1).max(253),
    all: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('log-off'), text: Text(300) }),
]);
export type MessageBody = z.infer<typeof MessageBody>;

/** What became of something on a device. `offline`: it was not connected; it is not done later. */
const Outcome = z.enum([
  'waiting',
  'offline',
  'shown',
  'seen',
  'done',
  'too-late',
  'not-possible',
  'blocked',
  'failed',
]);

/** How it stands with something that was said to devices. */
export const Message = z.object({
  id: Id,
  what: MessageBody,
  by: z.object({ id: z.string(), name: z.string() }),
  to: z.string(),
  at: Instant,
  /** Nothing is done after it. */
  deadline: Instant,
  counts: z.object({
    devices: z.number().int(),
    waiting: z.number().int(),
    /** Shown, seen or done. */
    done: z.number().int(),
    seen: z.number().int(),
    failed: z.number().int(),
  }),
  results: z.array(
    z.object({
      deviceId: Id,
      name: z.string(),
      outcome: Outcome,
      at: Instant.nullable(),
    }),
  ),
});
export type Message = z.infer<typeof Message>;

/** One of a list. */
export const MessageListed = Message.omit({ results: true }).extend({
  /** What became of it at the person asked for, who sat at a device then; null where nobody was asked for. */
  theirs: z.object({ outcome: Outcome, at: Instant.nullable() }).nullable(),
});
export type MessageListed = z.infer<typeof MessageListed>;

export const sendMessage = endpoint({
  method: 'POST',
  path: '/api/messages',
  summary: 'Say something to devices at once: a message, a page to open, tabs to close, a log-off',
  body: z.strictObject({
    /** Made by the caller: a request sent twice is said once. */
    id: Id,
    targets: z.array(Target).min(1, 'must name somebody').max(50),
    what: MessageBody,
    lessonId: Id.nullable().default(null),
  }),
  reply: Message,
});
export const showMessage = endpoint({
  method: 'GET',
  path: '/api/messages/:id',
  summary: 'What became of something that the caller said to devices',
  params: z.object({ id: Id }),
  reply: Message,
});
export const listMessages = endpoint({
  method: 'GET',
  path: '/api/messages',
  summary: 'What was said to the people whom the caller may see, the newest first',
  query: z.object({
    personId: Id.optional(),
    lessonId: Id.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  reply: z.object({ messages: z.array(MessageListed) }),
});
