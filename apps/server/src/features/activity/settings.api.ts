import { saveActivitySettings, showActivitySettings } from '@lapwing/protocol/features/activity/api.ts';
import { can } from '../../permissions/actor.ts';
import { audited, unaudited } from '../../permissions/routes.ts';
import { refuse } from '../../platform/http/outcome.ts';
import { ordersChanged } from '../state/index.ts';
import type { ActivityParts } from './parts.ts';
import { findSettings, saveSettings } from './store-settings.ts';

/** What the school has settled about which activity is recorded, and for how long. */
export function addActivitySettingRoutes({ routes, bus, clock }: ActivityParts): void {
  routes.school(showActivitySettings, {
    capability: 'devices.view',
    audit: 'none',
    async handle({ tx, actor }) {
      const manage = can(actor, 'schools.manage')
        ? { allowed: true }
        : { allowed: false, reason: 'An administrator settles what is recorded.' };
      return unaudited({ ...(await findSettings(tx)), may: { manage } });
    },
  });

  routes.school(saveActivitySettings, {
    capability: 'schools.manage',
    audit: 'activity.settings',
    async handle({ tx, actor, body }) {
      const by = { id: actor.accountId, name: actor.name };
      const before = await findSettings(tx);
      const revision = await saveSettings(tx, body.settings, body.revision, by, new Date(clock.now()));
      if (revision === null) {
        return refuse('conflict', 'changed-meanwhile', 'Somebody else has changed this meanwhile.', {
          field: 'revision',
          remedy: 'Reload the page and make your change again.',
        });
      }
      const { schoolId } = tx;
      tx.afterCommit(() => bus.publish(ordersChanged, { schoolId, deviceIds: null }));
      const { kinds, keepDays } = body.settings;
      const was = before.settings.keepDays;
      const days = was === keepDays ? `${keepDays} days` : `${keepDays} days instead of ${was}`;
      return audited(
        { revision },
        { summary: `Settled which activity is recorded: ${kinds.length} kinds, for ${days}`, subject: null },
      );
    },
  });
}
