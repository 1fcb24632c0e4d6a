import {
  listRestrictions,
  setRestriction,
  showControl,
  tryRestriction,
} from '@lapwing/protocol/features/restrictions/api.ts';
import { audited, unaudited } from '../../permissions/routes.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import type { RestrictionParts } from './parts.ts';
import { presentBanned, presentRestrictions } from './present.ts';
import { keepReady, readyFor, tryReady, type Ready } from './set.ts';
import { findRows } from './store.ts';
import { devicesSeen } from './store-seen.ts';
import { findSettings } from './store-settings.ts';
import { lengthOf, whatOf } from './words.ts';
import { listFor } from './list.ts';

/** What is set by hand and in lessons, and what devices make of it. */
export function addRestrictionRoutes(parts: RestrictionParts): void {
  const { routes, clock, presence } = parts;

  routes.school(tryRestriction, {
    capability: 'restrictions.set',
    audit: 'none',
    async handle({ tx, actor, body }) {
      const asked = await readyFor(parts, tx, actor, body);
      if (!asked.ok) return asked;
      const { settings } = await findSettings(tx);
      return unaudited(await tryReady(tx, actor, asked.ready, settings));
    },
  });
  routes.school(setRestriction, {
    capability: 'restrictions.set',
    audit: 'restrictions.set',
    async handle({ tx, actor, body }) {
      const ids = body.ids.map((id) => id.toLowerCase());
      if (new Set(ids).size !== body.targets.length || ids.length !== body.targets.length) {
        return refuse('bad-request', 'ids-differ', 'There must be one id for each target.', {
          field: 'ids',
          remedy: 'Send as many different ids as targets.',
        });
      }
      const asked = await readyFor(parts, tx, actor, body);
      if (!asked.ok) return asked;
      const { ready } = asked;
      await keepReady(tx, actor, ready, ids, body.words);
      const rows = await findRows(tx, ids);
      // An id that somebody else has used is nobody's to overwrite.
      if (rows.length !== ids.length || rows.some((row) => row.by_id !== actor.accountId)) {
        return refuse('conflict', 'id-taken', 'One of these ids is taken.', {
          field: 'ids',
          remedy: 'Send it again with new ids.',
        });
      }
      const devices = ready.online.map(({ deviceId }) => deviceId);
      parts.announce(tx, devices);
      const reply = {
        set: await presentRestrictions(tx, actor, rows, presence.online(tx.schoolId), ready.now),
        devices,
      };
      return audited(reply, {
        summary: `${whatOf(ready.effect)} for ${forWhom(ready)}, ${forHowLong(body.minutes)}`,
        subject: subjectOf(ready),
      });
    },
  });
  routes.school(listRestrictions, {
    capability: 'restrictions.view',
    audit: 'restrictions.list',
    async handle({ tx, actor, reach, query }) {
      const found = await listFor(parts, tx, actor, reach, query);
      if (found === null) return notFound();
      const now = clock.now();
      const set = await presentRestrictions(tx, actor, found.rows, presence.online(tx.schoolId), now);
      return audited(
        { restrictions: [...set, ...presentBanned(found.banned, now)] },
        {
          summary: `Looked at restrictions${found.of === null ? '' : ` of ${found.of.name}`} (${found.rows.length})`,
          subject: found.of === null ? null : { kind: found.of.kind, id: found.of.id },
        },
      );
    },
  });
  routes.school(showControl, {
    capability: 'restrictions.view',
    audit: 'none',
    async handle({ tx, reach, body }) {
      const ids = [...new Set(body.deviceIds.map((id) => id.toLowerCase()))];
      const seen = await devicesSeen(tx, reach, presence.online(tx.schoolId), ids);
      // One that was shut out a moment ago must not keep a room from being shown.
      if (seen.length === 0) return notFound();
      return unaudited({ devices: await parts.control.controlsOf(tx, seen) });
    },
  });
}

/** As the audit names them. */
function forWhom({ whom }: Pick<Ready, 'whom'>): string {
  const names = whom.map(({ name }) => name);
  return names.length <= 5
    ? names.join(', ')
    : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;
}

function forHowLong(minutes: number | null): string {
  return minutes === null ? 'to the end of the lesson' : `for ${lengthOf(minutes)}`;
}

function subjectOf({ whom }: Pick<Ready, 'whom'>): { kind: string; id: string } | null {
  const [only, ...more] = whom;
  const [id, ...others] = only?.ids ?? [];
  if (only === undefined || id === undefined || more.length > 0 || others.length > 0) return null;
  return { kind: only.kind, id };
}
