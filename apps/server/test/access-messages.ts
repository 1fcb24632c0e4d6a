import { randomUUID } from 'node:crypto';
import { sendMessage } from '@lapwing/protocol/features/messages/api.ts';
import type { World } from './world.ts';

interface Sample {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
  readonly ofPupil?: boolean;
}

/** One request for each route of messages, for the walk of access.test.ts. */
export function messageSamples(world: World): Array<[string, () => Promise<Sample> | Sample]> {
  const { tara, ids } = world;
  const hello = (): Record<string, unknown> => ({
    id: randomUUID(),
    targets: [{ kind: 'people', ids: [ids.pupil] }],
    what: { kind: 'message', text: 'Please save your work.' },
  });
  return [
    ['POST /api/messages', () => ({ body: hello(), ofPupil: true })],
    ['GET /api/messages', () => ({ query: { personId: ids.pupil }, ofPupil: true })],
    [
      'GET /api/messages/:id',
      async () => {
        const { id } = (await tara.call(sendMessage, { body: hello() })).reply;
        return { params: { id }, ofPupil: true };
      },
    ],
  ];
}
