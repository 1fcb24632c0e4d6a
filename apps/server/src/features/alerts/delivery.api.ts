import {
  askPopUps,
  listMails,
  sendMailAgain,
  showMailHealth,
} from '@lapwing/protocol/features/alerts/api.ts';
import { Id, Instant } from '@lapwing/protocol/ids.ts';
import { SEVERITIES } from '@lapwing/protocol/vocabulary.ts';
import { audited, unaudited, type Routes } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/page.ts';
import type { AlertParts } from './parts.ts';
import { isPoppedUp, staffWhoSee, type Staff } from './plan.ts';
import { mailHealth, presentMail, presentMay } from './present.ts';
import { isSeen } from './store-figures.ts';
import { listMailRows, recipientsOfLog, sendAgain, type MailRow } from './store-mails.ts';
import { myAlertsOf } from './store-mine.ts';
import { findMailServer, serverWorks } from './store-server.ts';
import { captureFacts } from './store.ts';

/** The delivery log, and what the console asks of captures as they arrive. */
export function addDeliveryRoutes(routes: Routes, parts: AlertParts, wake: (tx: SchoolTx) => void): void {
  routes.school(showMailHealth, {
    capability: 'alerts.view',
    audit: 'none',
    handle: async ({ tx }) => unaudited(await mailHealth(tx)),
  });
  routes.school(listMails, {
    capability: 'alerts.view',
    audit: 'none',
    async handle({ tx, actor, query }) {
      // Before the lines, which may have come further since: whatever the figures count is among them as such.
      const health = await mailHealth(tx);
      const rows = await listMailRows(tx, {
        state: query.state,
        accountId: query.accountId,
        after: placeOf(query.after),
        limit: query.limit + 1,
      });
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      return unaudited({
        items: page.map(presentMail),
        next: rows.length > query.limit && last !== undefined ? cursorAfter(last) : null,
        health,
        recipients: await recipientsOfLog(tx),
        may: presentMay(actor),
      });
    },
  });
  routes.school(sendMailAgain, {
    capability: 'alerts.manage',
    audit: 'alerts.send-again',
    async handle({ tx, params }) {
      const find = async (): Promise<MailRow | undefined> =>
        (await listMailRows(tx, { id: params.id, after: null, limit: 1 }))[0];
      if ((await find()) === undefined) return notFound();
      if ((await findMailServer(tx)) === null) {
        return refuse('conflict', 'no-mail-server', 'No mail server is set up.', {
          remedy: 'Set one up, then send it again.',
        });
      }
      const again = await sendAgain(tx, params.id, parts.clock.now());
      const row = await find();
      if (row === undefined) return notFound();
      if (!again) {
        return refuse('conflict', 'not-to-be-sent', 'This mail is not one that can be sent again.', {
          remedy: 'Only what was given up, or waits, can be.',
        });
      }
      // Whoever presses the button does not want to wait for the next try.
      await serverWorks(tx);
      wake(tx);
      return audited(presentMail(row), {
        summary: `Sent an alert to ${row.name ?? 'an account that is gone'} again`,
        subject: { kind: 'account', id: row.account_id },
      });
    },
  });
  routes.school(askPopUps, {
    capability: 'captures.view',
    audit: 'none',
    async handle({ tx, actor, reach, body }) {
      const { popUp } = await myAlertsOf(tx, actor.accountId);
      if (popUp === 'none') return unaudited({ ids: [] });
      let loaded: Promise<Staff> | null = null;
      const staff = (): Promise<Staff> => (loaded ??= staffWhoSee(parts, tx));
      const ids: string[] = [];
      for (const id of body.ids) {
        const facts = await captureFacts(tx, id);
        if (facts === null || SEVERITIES.indexOf(facts.severity) < SEVERITIES.indexOf(popUp)) continue;
        if (!(await isSeen(tx, id, reach))) continue;
        if (await isPoppedUp(parts, tx, staff, facts, actor.accountId)) ids.push(id);
      }
      return unaudited({ ids });
    },
  });
}

function cursorAfter(row: MailRow): string {
  return encodeCursor([row.state === 'dead' ? '1' : '0', row.made_at.toISOString(), row.id]);
}

function placeOf(cursor: string | undefined): { dead: boolean; madeAt: Date; id: string } | null {
  const [dead = '', madeAt = '', id = ''] = decodeCursor(cursor, 3) ?? [];
  if (!Instant.safeParse(madeAt).success || !Id.safeParse(id).success) return null;
  return { dead: dead === '1', madeAt: new Date(madeAt), id };
}
