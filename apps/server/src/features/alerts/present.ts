import type { AlertsMay, LoggedMail, MailHealth } from '@lapwing/protocol/features/alerts/api.ts';
import type { MailServer } from '@lapwing/protocol/features/alerts/mail-server.api.ts';
import { can, type Actor } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { countMails, type MailRow } from './store-mails.ts';
import { findMailServer, type MailServerRow } from './store-server.ts';

export function presentMay(actor: Actor): AlertsMay {
  return {
    manage: can(actor, 'alerts.manage')
      ? { allowed: true }
      : { allowed: false, reason: 'Your role may look at this and not change it.' },
  };
}

/** A line of the log. */
export function presentMail(row: MailRow): LoggedMail {
  return {
    id: row.id,
    recipient: { id: row.account_id, name: row.name ?? 'An account that is gone' },
    kind: row.kind,
    captures: row.captures,
    madeAt: row.made_at.toISOString(),
    state: row.state,
    attempts: row.attempts,
    nextAttemptAt: row.state === 'waiting' ? row.next_attempt_at.toISOString() : null,
    lastError: row.last_error,
    sentAt: row.sent_at?.toISOString() ?? null,
  };
}

/** The settings without the password. */
export function presentServer(row: MailServerRow): MailServer {
  return {
    host: row.host,
    port: row.port,
    tls: row.tls,
    userName: row.user_name,
    fromAddress: row.from_address,
    fromName: row.from_name,
    replyTo: row.reply_to,
    attachScreenshot: row.attach_screenshot,
    changedAt: row.changed_at.toISOString(),
  };
}

/** Whether mail gets through, as far as the last tries tell. */
export async function mailHealth(tx: SchoolTx): Promise<MailHealth> {
  const server = await findMailServer(tx);
  const counts = await countMails(tx);
  return {
    state: server === null ? 'none' : server.down_since === null ? 'working' : 'failing',
    since: server?.down_since?.toISOString() ?? null,
    problem: server?.problem ?? null,
    nextTryAt: server?.try_at?.toISOString() ?? null,
    waiting: counts.waiting,
    dead: counts.dead,
  };
}
