import { z } from 'zod';
import { Cursor, endpoint, pageOf, Permitted } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';
import { StaffName } from '../captures/api.ts';

/** What the caller may do with mail, chain and log. */
export const AlertsMay = z.object({ manage: Permitted });
export type AlertsMay = z.infer<typeof AlertsMay>;

export const MAIL_KINDS = [
  'at-once',
  'digest',
  'escalation',
  'assigned',
  'threshold',
  'summary-daily',
  'summary-weekly',
  'test',
] as const;
export const MailKind = z.enum(MAIL_KINDS);
export type MailKind = z.infer<typeof MailKind>;

/** `dead`: given up. `dropped`: there was nothing to send when its time came, such as to a disabled account. */
export const MAIL_STATES = ['waiting', 'sent', 'dead', 'dropped'] as const;
export const MailState = z.enum(MAIL_STATES);
export type MailState = z.infer<typeof MailState>;

/** One line of the delivery log: to whom, when, and what went wrong. Never what it says. */
export const LoggedMail = z.object({
  id: Id,
  recipient: StaffName,
  kind: MailKind,
  /** How many captures it is about. */
  captures: z.number().int(),
  madeAt: Instant,
  state: MailState,
  attempts: z.number().int(),
  /** When it is tried next, while it waits. */
  nextAttemptAt: Instant.nullable(),
  lastError: z.string().nullable(),
  sentAt: Instant.nullable(),
});
export type LoggedMail = z.infer<typeof LoggedMail>;

export const MailHealth = z.object({
  /** `none`: no mail server is set up. */
  state: z.enum(['none', 'working', 'failing']),
  /** Since when it fails, and why, in words. */
  since: Instant.nullable(),
  problem: z.string().nullable(),
  nextTryAt: Instant.nullable(),
  waiting: z.number().int(),
  dead: z.number().int(),
});
export type MailHealth = z.infer<typeof MailHealth>;

export const showMailHealth = endpoint({
  method: 'GET',
  path: '/api/alerts/health',
  summary: 'Whether alerts by mail get through',
  reply: MailHealth,
});
export const listMails = endpoint({
  method: 'GET',
  path: '/api/alerts/mails',
  summary: 'Which alerts went to whom by mail, those that were given up first',
  query: z.object({
    state: MailState.optional(),
    accountId: z.string().min(1).max(100).optional(),
    after: Cursor.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  reply: pageOf(LoggedMail).extend({
    health: MailHealth,
    /** Those to whom any mail went or waits. */
    recipients: z.array(StaffName),
    may: AlertsMay,
  }),
});
export const sendMailAgain = endpoint({
  method: 'POST',
  path: '/api/alerts/mails/:id/again',
  summary: 'Send a mail that was given up, or one that waits, at once',
  params: z.object({ id: Id }),
  reply: LoggedMail,
});
/** A page asks it of captures that have just arrived: which of them are to be announced to the caller. */
export const askPopUps = endpoint({
  method: 'POST',
  path: '/api/alerts/pop-ups',
  summary: 'Of these captures, those that the caller is alerted to in the console',
  body: z.strictObject({ ids: z.array(Id).min(1).max(100) }),
  reply: z.object({ ids: z.array(Id) }),
});
