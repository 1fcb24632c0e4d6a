import { ACTIVITY_KINDS } from '@lapwing/protocol/features/activity/recorded.event.ts';
import { showActivitySettings } from '@lapwing/protocol/features/activity/api.ts';
import { makeLimitedCode } from '@lapwing/protocol/features/devices/limited-codes.api.ts';
import type { World } from './world.ts';

interface Sample {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
  readonly ofPupil?: boolean;
}

/** One request for each route of limited codes, activity and of the releases of the desktop agent, for the walk of access.test.ts. */
export function desktopSamples({ tara, ids }: World): Array<[string, () => Promise<Sample> | Sample]> {
  const version = { params: { version: '1.1.0' } };
  return [
    ['GET /api/activity', () => ({ query: { personId: ids.pupil }, ofPupil: true })],
    ['GET /api/activity/settings', () => ({})],
    [
      'PUT /api/activity/settings',
      async () => ({
        body: {
          settings: { kinds: ACTIVITY_KINDS.slice(1), keepDays: 30 },
          revision: (await tara.call(showActivitySettings)).reply.revision,
        },
      }),
    ],
    ['GET /api/devices/limited-codes', () => ({})],
    ['POST /api/devices/limited-codes', () => ({ body: { title: 'Trolley 7', days: 7, devicesAtMost: 30 } })],
    [
      'POST /api/devices/limited-codes/:id/withdraw',
      async () => {
        const body = { title: 'Trolley 8', days: 7, devicesAtMost: 30 };
        return { params: { id: (await tara.call(makeLimitedCode, { body })).reply.id } };
      },
    ],
    ['GET /api/releases', () => ({})],
    ['PATCH /api/releases/:version', () => ({ ...version, body: { ring: 'tenth' } })],
    ['POST /api/releases/trial-group', () => ({ body: { groupId: null } })],
    [
      'GET /api/releases/:version/files/:name',
      () => ({ params: { version: '1.1.0', name: 'lapwing-agent.deb' } }),
    ],
  ];
}
