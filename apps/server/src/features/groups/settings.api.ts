import {
  changePlaces,
  explainSettings,
  showPlaces,
  type Place,
} from '@lapwing/protocol/features/groups/api.ts';
import { can, reachOf, type Actor } from '../../permissions/actor.ts';
import { audited, unaudited } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import { memberReachOf, sightOf, viewerOf } from './present.ts';
import type { DeviceSight } from './reach.ts';
import type { GroupParts } from './parts.ts';
import { placeableDevices, placesOf, replacePlaces } from './store-places.ts';
import { settingGroupsOf } from './store-settings.ts';
import { findSeen } from './store-members.ts';
import { findVisible, visibleIds } from './store.ts';

/** Room plans, and what holds for a person or a device and why. */
export function addSettingRoutes(parts: GroupParts): void {
  const { routes } = parts;

  async function sightOfDevices(tx: SchoolTx, actor: Actor): Promise<DeviceSight | null> {
    const { devices } = memberReachOf(actor);
    if (devices === null) return null;
    return { devices, online: (await parts.figures.online(tx)).deviceIds };
  }

  routes.school(showPlaces, {
    capability: 'groups.view',
    audit: 'none',
    async handle({ tx, actor, params }) {
      const group = await findVisible(tx, viewerOf(actor), params.id);
      const sight = await sightOfDevices(tx, actor);
      if (group === null || sight === null) return notFound();
      return unaudited({ places: await placesOf(tx, group, sight), may: { change: mayPlace(actor) } });
    },
  });
  routes.school(changePlaces, {
    capability: 'screens.view',
    audit: 'groups.places',
    async handle({ tx, actor, params, body }) {
      const group = await findVisible(tx, viewerOf(actor), params.id);
      const sight = await sightOfDevices(tx, actor);
      if (group === null || sight === null) return notFound();
      const ids = body.places.map((place: Place) => place.deviceId);
      if (new Set(ids).size !== ids.length) {
        return refuse('bad-request', 'place-twice', 'A device stands in the plan twice.', {
          field: 'places',
          remedy: 'Give each device one place.',
        });
      }
      const known = await placeableDevices(tx, group, sight, ids);
      if (known.length !== ids.length) {
        return refuse('bad-request', 'device-unknown', 'Not every device of the plan is in this group.', {
          field: 'places',
          remedy: 'Reload the page and place them again.',
        });
      }
      await replacePlaces(tx, group, sight, body.places);
      return audited(
        { places: await placesOf(tx, group, sight), may: { change: mayPlace(actor) } },
        {
          summary: `Changed the room plan of the group ${group.name}`,
          subject: { kind: 'group', id: group.id },
        },
      );
    },
  });
  routes.school(explainSettings, {
    capability: 'groups.view',
    audit: 'groups.explain',
    async handle({ tx, actor, query }) {
      const { personId, deviceId } = query;
      if (personId === undefined && deviceId === undefined) {
        return refuse('bad-request', 'nobody-named', 'Say whose settings.', {
          field: 'personId',
          remedy: 'Give personId, deviceId, or both.',
        });
      }
      const seen = await findSeen(tx, memberReachOf(actor), await sightOfDevices(tx, actor), {
        personId: personId ?? null,
        deviceId: deviceId ?? null,
      });
      if (seen === null) return notFound();
      const ids = [personId, deviceId].filter((id) => id !== undefined);
      const groups = await settingGroupsOf(tx, ids);
      const all = [...groups.everywhere, ...ids.flatMap((id) => groups.of.get(id) ?? [])];
      const visible = await visibleIds(
        tx,
        viewerOf(actor),
        all.map((group) => group.id),
      );
      return audited(
        { settings: parts.explain(all, (group) => sightOf(group, visible)) },
        {
          summary: `Looked at which settings hold for ${seen.join(' at ')}`,
          subject:
            personId === undefined
              ? { kind: 'device', id: deviceId ?? '' }
              : { kind: 'person', id: personId },
        },
      );
    },
  });
}

function mayPlace(actor: Actor): { allowed: boolean; reason?: string } {
  return can(actor, 'screens.view') && reachOf(actor, 'devices.view') !== null
    ? { allowed: true }
    : { allowed: false, reason: 'The room plan is kept by those who look at screens.' };
}
