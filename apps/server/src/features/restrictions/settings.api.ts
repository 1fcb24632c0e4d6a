import { saveControlSettings, showControlSettings } from '@lapwing/protocol/features/restrictions/api.ts';
import { can } from '../../permissions/actor.ts';
import { audited, unaudited } from '../../permissions/routes.ts';
import { refuse } from '../../platform/http/outcome.ts';
import { storable } from '../captures/index.ts';
import { ordersChanged } from '../state/index.ts';
import type { RestrictionParts } from './parts.ts';
import { findSettings, saveSettings } from './store-settings.ts';

/** What the school has settled about locks, sanctions and asking. */
export function addControlSettingRoutes(parts: RestrictionParts): void {
  const { routes, bus, clock } = parts;

  routes.school(showControlSettings, {
    capability: 'restrictions.view',
    audit: 'none',
    async handle({ tx, actor }) {
      const { settings, revision } = await findSettings(tx);
      const manage = can(actor, 'restrictions.manage')
        ? { allowed: true }
        : { allowed: false, reason: 'An administrator or the safeguarding lead settles this.' };
      return unaudited({ settings, revision, may: { manage } });
    },
  });
  routes.school(saveControlSettings, {
    capability: 'restrictions.manage',
    audit: 'restrictions.settings',
    async handle({ tx, actor, body }) {
      const before = await findSettings(tx);
      const by = { id: actor.accountId, name: actor.name };
      const settings = {
        ...body.settings,
        lockWords: storable(body.settings.lockWords),
        blockWords: storable(body.settings.blockWords),
      };
      const saved = await saveSettings(tx, settings, body.revision, by, new Date(clock.now()));
      if (!saved) {
        return refuse('conflict', 'changed-meanwhile', 'Somebody else has changed this meanwhile.', {
          field: 'revision',
          remedy: 'Reload the page and make your change again.',
        });
      }
      const { schoolId } = tx;
      tx.afterCommit(() => bus.publish(ordersChanged, { schoolId, deviceIds: null }));
      const { caps } = body.settings;
      const bounds = `locks up to ${caps.lockMinutes} min, internet off up to ${caps.internetOffMinutes} min`;
      const changed = JSON.stringify(before.settings.caps) !== JSON.stringify(caps);
      return audited(
        { done: true as const },
        {
          summary: `Settled how devices are restricted${changed ? `: by themselves ${bounds}` : ''}`,
          subject: null,
        },
      );
    },
  });
}
