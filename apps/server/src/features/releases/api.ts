import {
  changeRelease,
  chooseTrialGroup,
  downloadRelease,
  listReleases,
  type Release,
  type Ring,
} from '@lapwing/protocol/features/releases/api.ts';
import { can } from '../../permissions/actor.ts';
import { audited, unaudited } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import { sendFile } from './files.ts';
import type { ReleaseParts } from './parts.ts';
import type { ShelfRelease } from './shelf.ts';
import {
  deviceGroupName,
  failed,
  ringsOf,
  running,
  setRing,
  setTrialGroup,
  trialGroup,
  type VersionCount,
} from './store.ts';

const WHO: Readonly<Record<Ring, string>> = Object.freeze({
  none: 'no device',
  trial: 'the devices that try releases first',
  tenth: 'a tenth of the devices',
  all: 'all devices',
});

/** Releases of the desktop agent, for staff. */
export function addReleaseRoutes({ routes, shelf, clock, publicUrl, hasKey }: ReleaseParts): void {
  routes.school(listReleases, {
    capability: 'releases.view',
    audit: 'none',
    async handle({ tx, actor }) {
      const present = await presenter(tx);
      const manage = can(actor, 'releases.manage')
        ? { allowed: true }
        : { allowed: false, reason: 'Your role does not include deciding on releases.' };
      return unaudited({
        releases: (await shelf.all()).map(present),
        trialGroupId: await trialGroup(tx),
        server: publicUrl(),
        hasKey,
        may: { manage },
      });
    },
  });

  routes.school(changeRelease, {
    capability: 'releases.manage',
    audit: 'releases.change',
    async handle({ tx, actor, params, body }) {
      const release = (await shelf.all()).find(({ manifest }) => manifest.version === params.version);
      if (release === undefined) return notFound();
      const { ring } = body;
      if (ring === 'trial' && (await trialGroup(tx)) === null) {
        return refuse('conflict', 'no-trial-group', 'No devices are named that try a release first.', {
          field: 'ring',
          remedy: 'Choose the group of devices that try a release first, and then let them have it.',
        });
      }
      const by = { id: actor.accountId, name: actor.name };
      await setRing(tx, params.version, ring, by, new Date(clock.now()));
      return audited((await presenter(tx))(release), {
        summary: `Let ${WHO[ring]} have version ${params.version} of the desktop agent`,
        subject: null,
      });
    },
  });

  routes.school(chooseTrialGroup, {
    capability: 'releases.manage',
    audit: 'releases.trial',
    async handle({ tx, body: { groupId } }) {
      const name = groupId === null ? null : await deviceGroupName(tx, groupId);
      if (groupId !== null && name === null) {
        return refuse('bad-request', 'no-such-group', 'This is no group of devices.', {
          field: 'groupId',
          remedy: 'Choose a group of devices that the school shares.',
        });
      }
      await setTrialGroup(tx, groupId);
      return audited(
        { groupId },
        {
          summary:
            name === null
              ? 'Named no devices to try releases of the desktop agent first'
              : `Named the devices of ${name} to try releases of the desktop agent first`,
          subject: groupId === null ? null : { kind: 'group', id: groupId },
        },
      );
    },
  });

  routes.school(downloadRelease, {
    capability: 'releases.view',
    audit: 'releases.download',
    perMinute: 30,
    async handle({ params, request }) {
      const sent = await sendFile(shelf, params, request.headers);
      if (!sent.ok) return sent;
      return audited(sent.reply, {
        summary: `Downloaded ${params.name} of version ${params.version} of the desktop agent`,
        subject: null,
      });
    },
  });
}

/** Presents releases with what this school has decided, and what its devices made of them. */
async function presenter(tx: SchoolTx): Promise<(release: ShelfRelease) => Release> {
  const rings = await ringsOf(tx);
  const byVersion = (counts: readonly VersionCount[]): ReadonlyMap<string, number> =>
    new Map(counts.map(({ version, devices }) => [version, devices]));
  const [runs, fails] = [byVersion(await running(tx)), byVersion(await failed(tx))];
  return ({ manifest: { version, madeAt, notes, files } }) => ({
    version,
    madeAt,
    notes,
    files,
    ring: rings.get(version) ?? 'none',
    running: runs.get(version) ?? 0,
    failed: fails.get(version) ?? 0,
  });
}
