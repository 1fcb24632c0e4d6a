import { z } from 'zod';
import { Done, endpoint } from '../../endpoint.ts';
import { Instant } from '../../ids.ts';
import { Email } from '../accounts/api.ts';
import { AlertsMay, MailHealth } from './api.ts';

/**
 * How the connection is encrypted: from a command on (usually port 587), from the first byte on (port 465), or not at
 * all, which only a server beside this one may be trusted with.
 */
export const TLS_MODES = ['starttls', 'implicit', 'none'] as const;
export const TlsMode = z.enum(TLS_MODES);
export type TlsMode = z.infer<typeof TlsMode>;

// oxlint-disable-next-line no-control-regex -- control characters are what it keeps out
const NO_CONTROLS = /^[^\u0000-\u001f\u007f]*$/u;
const Line = z.string().trim().regex(NO_CONTROLS, 'must be one line without control characters');

export const MailServer = z.object({
  host: z.string(),
  port: z.number().int(),
  tls: TlsMode,
  userName: z.string().nullable(),
  fromAddress: z.string(),
  fromName: z.string(),
  replyTo: z.string().nullable(),
  attachScreenshot: z.boolean(),
  changedAt: Instant,
});
export type MailServer = z.infer<typeof MailServer>;

export const MailServerInput = z.strictObject({
  host: z
    .string()
    .trim()
    .toLowerCase()
    .min(1, 'must not be empty')
    .max(253)
    .regex(
      /^(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|[0-9a-f:]+)$/,
      'must be a name such as smtp.school.example',
    ),
  port: z.number().int().min(1, 'must be between 1 and 65535').max(65_535, 'must be between 1 and 65535'),
  tls: TlsMode,
  /** Null: the server asks for no user. */
  userName: Line.min(1, 'must not be empty').max(320).nullable(),
  /** Null: as it is kept, which holds for the same server and user only. It is never given out. */
  password: z.string().min(1).max(1000).nullable(),
  fromAddress: Email,
  fromName: Line.max(120),
  replyTo: Email.nullable(),
  /** The watermarked screenshot goes with the mail of a Severe capture; never a sealed one. */
  attachScreenshot: z.boolean(),
});
export type MailServerInput = z.infer<typeof MailServerInput>;

export const showMailServer = endpoint({
  method: 'GET',
  path: '/api/alerts/mail-server',
  summary: 'How the school sends its mail; without the password',
  reply: z.object({ server: MailServer.nullable(), health: MailHealth, may: AlertsMay }),
});
export const saveMailServer = endpoint({
  method: 'PUT',
  path: '/api/alerts/mail-server',
  summary: 'Set how the school sends its mail; what waits is tried at once',
  body: MailServerInput,
  reply: MailServer,
});
export const removeMailServer = endpoint({
  method: 'DELETE',
  path: '/api/alerts/mail-server',
  summary: 'Send no mail any more; what waits is dropped',
  reply: Done,
});
/** Sends one mail to the caller's own address by the settings given, saved or not. */
export const testMailServer = endpoint({
  method: 'POST',
  path: '/api/alerts/mail-server/test',
  summary: 'Send a mail to the caller by these settings, and say what happened',
  body: MailServerInput,
  reply: z.object({
    sent: z.boolean(),
    to: z.string(),
    /** What went wrong and what to do about it; null when it was sent. */
    problem: z.string().nullable(),
    remedy: z.string().nullable(),
  }),
});
