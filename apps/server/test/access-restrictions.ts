import { randomUUID } from 'node:crypto';
import { setRestriction, showControlSettings } from '@lapwing/protocol/features/restrictions/api.ts';
import type { World } from './world.ts';

interface Sample {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
  readonly ofPupil?: boolean;
}

/** One request for each route of restrictions, for the walk of access.test.ts. */
export function restrictionSamples(world: World): Array<[string, () => Promise<Sample> | Sample]> {
  const { tara, ids } = world;
  const lock = {
    targets: [{ kind: 'people', ids: [ids.pupil] }],
    effect: { kind: 'mute' },
    minutes: 5,
  };
  const aMute = async (): Promise<string> => {
    const id = randomUUID();
    await tara.call(setRestriction, { body: { ...lock, ids: [id] } });
    return id;
  };
  return [
    ['POST /api/restrictions/try', () => ({ body: lock, ofPupil: true })],
    ['POST /api/restrictions', () => ({ body: { ...lock, ids: [randomUUID()] }, ofPupil: true })],
    ['GET /api/restrictions', () => ({ query: { personId: ids.pupil }, ofPupil: true })],
    ['POST /api/restrictions/lift', async () => ({ body: { ids: [await aMute()] }, ofPupil: true })],
    ['POST /api/restrictions/restore', async () => ({ body: { ids: [await aMute()] }, ofPupil: true })],
    [
      'POST /api/restrictions/extend',
      async () => ({ body: { ids: [await aMute()], minutes: 5 }, ofPupil: true }),
    ],
    ['POST /api/restrictions/devices', () => ({ body: { deviceIds: [ids.device] }, ofPupil: true })],
    ['GET /api/restrictions/settings', () => ({})],
    [
      'PUT /api/restrictions/settings',
      async () => {
        const { settings, revision } = (await tara.call(showControlSettings)).reply;
        return { body: { settings, revision } };
      },
    ],
  ];
}
