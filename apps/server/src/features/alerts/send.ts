import type { SchoolTx } from '../../platform/db/database.ts';
import type { Delivery, MailMessage, MailServer } from '../../platform/mail/mail.ts';
import type { AlertParts } from './parts.ts';
import { openPassword } from './secret.ts';
import { claimMail, giveUpOld, settleMail, type ClaimedMail } from './store-mails.ts';
import { findMailServer, serverFails, serverWorks, type MailServerRow } from './store-server.ts';
import { writeMail } from './write-mail.ts';

/** Mails that are on their way at the same time, so that one slow conversation does not hold the others. */
const AT_ONCE = 4;
const FIRST_WAIT_MS = 30_000;
const MOST_WAIT_MS = 15 * 60_000;
/** Longer than any conversation with a mail server may last. */
export const LEASE_MS = 150_000;
const LONGEST_MS = 120_000;
export const GIVE_UP_MS = 3 * 86_400_000;

/** Milliseconds until the next try: half a minute, then twice as long each time, at most a quarter of an hour. */
export function backOff(tries: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** Math.max(0, Math.min(tries, 20) - 1), MOST_WAIT_MS);
}

interface Ready {
  readonly mail: ClaimedMail;
  readonly to: MailServer;
  readonly message: MailMessage;
  readonly captureIds: readonly string[];
}

/** Sends what is due in a school until nothing is, or the mail server has to be left alone. */
export async function sendDue(parts: AlertParts, schoolId: string, signal: AbortSignal): Promise<void> {
  await parts.db.inSchool(schoolId, (tx) =>
    giveUpOld(tx, parts.clock.now() - GIVE_UP_MS, 'Given up after three days. '),
  );
  await Promise.all(Array.from({ length: AT_ONCE }, () => sendOneByOne(parts, schoolId, signal)));
}

async function sendOneByOne(parts: AlertParts, schoolId: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const taken = await parts.db.inSchool(schoolId, (tx) => take(parts, tx));
    if (taken === 'none') return;
    if (taken === 'settled') continue;
    const delivery = await parts.mailer.deliver(
      taken.to,
      taken.message,
      AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]),
    );
    await parts.db.inSchool(schoolId, (tx) => settle(parts, tx, taken, delivery));
  }
}

/** Takes the next mail and writes it; what need not be sent is settled on the way. */
async function take(parts: AlertParts, tx: SchoolTx): Promise<Ready | 'settled' | 'none'> {
  const mail = await claimMail(tx, parts.clock.now(), LEASE_MS);
  if (mail === null) return 'none';
  const server = await findMailServer(tx);
  if (server === null) {
    await settleMail(tx, mail.id, { state: 'dropped', error: 'No mail server is set up.' });
    return 'settled';
  }
  const written = await writeMail(parts, tx, mail, server);
  switch (written.kind) {
    case 'drop':
      await settleMail(tx, mail.id, { state: 'dropped', error: written.why });
      return 'settled';
    case 'later':
      await settleMail(tx, mail.id, {
        state: 'waiting',
        error: 'Waits for the screenshot, which is on its way.',
        nextAt: written.at,
      });
      return 'settled';
    case 'message':
      return {
        mail,
        to: serverOf(parts, tx.schoolId, server),
        message: written.message,
        captureIds: written.captureIds,
      };
  }
}

/** The server as the mailer takes it. */
export function serverOf(
  parts: Pick<AlertParts, 'masterKey'>,
  schoolId: string,
  row: Pick<MailServerRow, 'host' | 'port' | 'tls' | 'user_name' | 'password_sealed'>,
): MailServer {
  const { host, port, tls } = row;
  return {
    host,
    port,
    tls,
    user:
      row.user_name === null || row.password_sealed === null
        ? null
        : { name: row.user_name, password: openPassword(parts.masterKey, schoolId, row.password_sealed) },
  };
}

async function settle(parts: AlertParts, tx: SchoolTx, ready: Ready, delivery: Delivery): Promise<void> {
  const now = parts.clock.now();
  const { mail } = ready;
  if (delivery.ok) {
    await settleMail(tx, mail.id, { state: 'sent', at: now });
    await serverWorks(tx);
    if (mail.kind === 'test') return;
    for (const captureId of ready.captureIds) {
      await parts.note(tx, captureId, `${ready.message.to.name} was told by e-mail.`);
      if (ready.message.attachments.length === 0) continue;
      await parts.audit(
        tx,
        captureId,
        `Sent the screenshot of a capture to ${ready.message.to.name} by e-mail`,
      );
    }
    return;
  }
  const error = `${delivery.problem} ${delivery.remedy}`;
  parts.log.warn('alerts.not-sent', {
    schoolId: tx.schoolId,
    mail: mail.id,
    scope: delivery.scope,
    attempt: mail.attempts,
  });
  switch (delivery.scope) {
    case 'refused':
      // It was talked to: whatever else waits may go.
      await serverWorks(tx);
      return settleMail(tx, mail.id, { state: 'dead', error });
    case 'later':
      await serverWorks(tx);
      return settleMail(tx, mail.id, { state: 'waiting', error, nextAt: now + backOff(mail.attempts) });
    case 'server': {
      const nextAt = await serverFails(tx, error, now, (tries) => now + backOff(tries));
      return settleMail(tx, mail.id, { state: 'waiting', error, nextAt });
    }
  }
}
