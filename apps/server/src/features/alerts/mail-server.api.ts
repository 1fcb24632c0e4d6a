import { randomUUID } from 'node:crypto';
import {
  removeMailServer,
  saveMailServer,
  showMailServer,
  testMailServer,
  type MailServerInput,
} from '@lapwing/protocol/features/alerts/mail-server.api.ts';
import { audited, unaudited, type Routes } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { refuse, type Refused } from '../../platform/http/outcome.ts';
import { isNeverMail } from '../../platform/mail/connect.ts';
import type { AlertParts } from './parts.ts';
import { domainOf } from './plan.ts';
import { mailHealth, presentMay, presentServer } from './present.ts';
import { sealPassword } from './secret.ts';
import { serverOf } from './send.ts';
import { dropWaiting, hurryWaiting, insertMail, settleMail } from './store-mails.ts';
import {
  findMailServer,
  removeMailServerRow,
  saveMailServerRow,
  type MailServerRow,
  type MailServerSettings,
} from './store-server.ts';
import { testMessage } from './write-mail.ts';

/** How the school sends its mail. The password goes in and never comes out. */
export function addMailServerRoutes(routes: Routes, parts: AlertParts, wake: (tx: SchoolTx) => void): void {
  routes.school(showMailServer, {
    capability: 'alerts.view',
    audit: 'none',
    async handle({ tx, actor }) {
      const server = await findMailServer(tx);
      return unaudited({
        server: server === null ? null : presentServer(server),
        health: await mailHealth(tx),
        may: presentMay(actor),
      });
    },
  });
  routes.school(saveMailServer, {
    capability: 'alerts.manage',
    audit: 'alerts.mail-server',
    async handle({ tx, body }) {
      const settings = settingsOf(parts, tx.schoolId, body, await findMailServer(tx));
      if (!settings.ok) return settings;
      const now = parts.clock.now();
      await saveMailServerRow(tx, settings.settings, now);
      await hurryWaiting(tx, now);
      wake(tx);
      const saved = await findMailServer(tx);
      if (saved === null) throw new Error('it was just saved');
      return audited(presentServer(saved), {
        summary: `Set the mail server to ${body.host}, port ${body.port}, sending as ${body.fromAddress}`,
        subject: null,
      });
    },
  });
  routes.school(removeMailServer, {
    capability: 'alerts.manage',
    audit: 'alerts.mail-server',
    async handle({ tx }) {
      await removeMailServerRow(tx);
      await dropWaiting(tx, 'The mail server was removed.');
      return audited({ done: true as const }, { summary: 'Removed the mail server', subject: null });
    },
  });
  routes.school(testMailServer, {
    capability: 'alerts.manage',
    audit: 'alerts.test',
    perMinute: 10,
    async handle({ tx, actor, body }) {
      const settings = settingsOf(parts, tx.schoolId, body, await findMailServer(tx));
      if (!settings.ok) return settings;
      const server = settings.settings;
      const now = parts.clock.now();
      const message = testMessage(
        server,
        actor,
        await parts.schoolName(tx),
        parts.publicUrl(),
        `${randomUUID()}@${domainOf(server.from_address)}`,
        now,
      );
      const to = serverOf(parts, tx.schoolId, server);
      const { schoolId } = tx;
      return {
        ...audited(
          { sent: false, to: actor.email, problem: null, remedy: null },
          { summary: `Sent a test mail by ${body.host}, port ${body.port}`, subject: null },
        ),
        async late() {
          const delivery = await parts.mailer.deliver(to, message, AbortSignal.timeout(TEST_MS));
          // It stands in the log like any other mail.
          await parts.db.inSchool(schoolId, async (after) => {
            const mail = { accountId: actor.accountId, kind: 'test' as const, captureIds: [] };
            // Far from due, so that nothing else takes it up before it is settled.
            const dueAt = now + 60_000;
            const domain = domainOf(server.from_address);
            const id = await insertMail(after, { ...mail, now, dueAt, domain, byId: actor.accountId });
            if (id === null) return;
            await settleMail(
              after,
              id,
              delivery.ok
                ? { state: 'sent', at: parts.clock.now() }
                : { state: 'dead', error: `${delivery.problem} ${delivery.remedy}` },
            );
          });
          return {
            sent: delivery.ok,
            to: actor.email,
            problem: delivery.ok ? null : delivery.problem,
            remedy: delivery.ok ? null : delivery.remedy,
          };
        },
      };
    },
  });
}

/** A person waits for the answer. */
const TEST_MS = 25_000;

/**
 * The settings as they are kept. A password that is not given anew holds for the server and user that it was given for,
 * so that nobody can have it sent to a server of their own.
 */
function settingsOf(
  parts: AlertParts,
  schoolId: string,
  input: MailServerInput,
  before: MailServerRow | null,
): { ok: true; settings: MailServerSettings } | { ok: false; refused: Refused } {
  if (isNeverMail(input.host)) {
    return refuse('bad-request', 'no-mail-there', `No mail server can be at ${input.host}.`, {
      field: 'host',
      remedy: 'Give the name or the address of the school’s mail server.',
    });
  }
  const same =
    before !== null &&
    before.host === input.host &&
    before.port === input.port &&
    before.user_name === input.userName &&
    (before.tls === input.tls || input.tls !== 'none');
  const kept = same ? before.password_sealed : null;
  if (input.userName !== null && input.password === null && kept === null) {
    return refuse('bad-request', 'password-missing', 'Type the password of this user.', {
      field: 'password',
      remedy: 'A password that was saved before holds only for the same server and the same user.',
    });
  }
  if (input.userName === null && input.password !== null) {
    return refuse('bad-request', 'user-missing', 'Say whose password it is.', {
      field: 'userName',
      remedy: 'Fill in the user name, or leave the password empty.',
    });
  }
  return {
    ok: true,
    settings: {
      host: input.host,
      port: input.port,
      tls: input.tls,
      user_name: input.userName,
      password_sealed:
        input.userName === null
          ? null
          : input.password === null
            ? kept
            : sealPassword(parts.masterKey, schoolId, input.password),
      from_address: input.fromAddress,
      from_name: input.fromName,
      reply_to: input.replyTo,
      attach_screenshot: input.attachScreenshot,
    },
  };
}
