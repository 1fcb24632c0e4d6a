import {
  changePlaces,
  explainSettings,
  showPlaces,
  type Place,
} from '@lapwing/protocol/features/groups/api.ts';
import { can, reachOf, type Actor } from '../../permissions/actor.ts';
import { audited, unaudited } from '../../permissions/routes.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import { groupsAt, sightOfDevices } from './chain.ts';
import { viewerOf } from './present.ts';
import type { GroupParts } from './parts.ts';
import { placeableDevices, placesOf, replacePlaces } from './store-places.ts';
import { findVisible } from './store.ts';

/** Room plans, and what holds for a person or a device and why. */
export function addSettingRoutes(parts: GroupParts): void {
  const { routes } = parts;

  routes.school(showPlaces, {
    capability: 'groups.view',
    audit: 'none',
    async handle({ tx, actor, params }) {
      const group = await findVisible(tx, viewerOf(actor), params.id);
      const sight = await sightOfDevices(tx, actor, parts.figures);
      if (group === null || sight === null) return notFound();
      return unaudited({ places: await placesOf(tx, group, sight), may: { change: mayPlace(actor) } });
    },
  });
  routes.school(changePlaces, {
    capability: 'screens.view',
    audit: 'groups.places',
    async handle({ tx, actor, params, body }) {
      const group = await findVisible(tx, viewerOf(actor), params.id);
      const sight = await sightOfDevices(tx, actor, parts.figures);
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
      const seen = await groupsAt(tx, actor, parts.figures, {
        personId: personId ?? null,
        deviceId: deviceId ?? null,
      });
      if (seen === null) return notFound();
      return audited(
        { settings: parts.explain(seen.groups, seen.sight) },
        {
          summary: `Looked at which settings hold for ${seen.names.join(' at ')}`,
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
