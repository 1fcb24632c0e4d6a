import { fetchReleaseFile, offeredRelease } from '@lapwing/protocol/features/releases/api.ts';
import { DEVICE_REQUEST_HEADER } from '@lapwing/protocol/wire.ts';
import { AgentVersion } from '@lapwing/protocol/features/releases/release.ts';
import { done, notFound } from '../../platform/http/outcome.ts';
import { sendFile } from './files.ts';
import { offeredTo, targetOf } from './offered.ts';
import type { ReleaseParts } from './parts.ts';
import { deviceOf, ringsOf, trialGroup } from './store.ts';

/** A whole school asks from one address, each device once a day and after it has connected. */
const PER_MINUTE = 3000;

/** What devices ask: which release is theirs, and its file. */
export function addReleaseFileRoutes({ routes, db, shelf, verifyDeviceRequest }: ReleaseParts): void {
  const asDevice = { access: 'device', audit: 'none', perMinute: PER_MINUTE } as const;

  routes.open(offeredRelease, {
    ...asDevice,
    async handle({ request }) {
      const header = request.headers[DEVICE_REQUEST_HEADER];
      const verified = await verifyDeviceRequest(header, 'GET', request.url, '-');
      if (!verified.ok) return verified;
      const releases = await shelf.all();
      if (releases.length === 0) return done({ release: null });
      const offered = await db.inSchool(verified.schoolId, async (tx) => {
        const device = await deviceOf(tx, verified.deviceId, await trialGroup(tx));
        if (device === null || !AgentVersion.safeParse(device.version).success) return null;
        const rings = await ringsOf(tx);
        const { version, system, tries } = device;
        return offeredTo(
          { id: verified.deviceId, version, target: targetOf(system), tries },
          releases,
          (each) => rings.get(each) ?? 'none',
        );
      });
      return done({ release: offered?.signed ?? null });
    },
  });

  routes.open(fetchReleaseFile, {
    ...asDevice,
    async handle({ params, request }) {
      const header = request.headers[DEVICE_REQUEST_HEADER];
      const verified = await verifyDeviceRequest(header, 'GET', request.url, '-');
      if (!verified.ok) return verified;
      // One that the school has not let anybody have is nobody's to fetch.
      const ring = await db.inSchool(verified.schoolId, async (tx) =>
        (await ringsOf(tx)).get(params.version),
      );
      if (ring === undefined || ring === 'none') return notFound();
      return sendFile(shelf, params, request.headers);
    },
  });
}
