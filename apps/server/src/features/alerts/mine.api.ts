import { saveMyAlerts, showMyAlerts } from '@lapwing/protocol/features/alerts/mine.api.ts';
import { unaudited, type Routes } from '../../permissions/routes.ts';
import type { AlertParts } from './parts.ts';
import { myAlertsOf, saveMine } from './store-mine.ts';
import { findMailServer } from './store-server.ts';

/** What somebody wants for themselves. */
export function addMyAlertRoutes(routes: Routes, parts: AlertParts): void {
  routes.school(showMyAlerts, {
    capability: 'captures.view',
    audit: 'none',
    async handle({ tx, actor }) {
      const server = await findMailServer(tx);
      return unaudited({
        mine: await myAlertsOf(tx, actor.accountId),
        email: actor.email,
        mailWorks: server !== null,
      });
    },
  });
  routes.school(saveMyAlerts, {
    capability: 'captures.view',
    audit: 'none',
    async handle({ tx, actor, body }) {
      await saveMine(tx, actor.accountId, body, parts.clock.now());
      return unaudited(await myAlertsOf(tx, actor.accountId));
    },
  });
}
