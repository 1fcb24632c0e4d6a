import { randomUUID } from 'node:crypto';
import type { TestServer } from './harness.ts';
import { addScreenDevice } from './screens-world.ts';
import type { World } from './world.ts';

interface Sample {
  readonly params?: Record<string, string>;
  readonly body?: unknown;
  readonly ofPupil?: boolean;
}

/** One request for each route of what pupils ask, for the walk of access.test.ts. */
export function assistanceSamples(
  testServer: TestServer,
  world: World,
): Array<[string, () => Promise<Sample> | Sample]> {
  let made: Promise<string> | null = null;
  /** Ana asks for help, at a device of its own: what it is told would be in the way at that of the world. */
  const ask = async (): Promise<string> => {
    const desk = await addScreenDevice(testServer, world.tara, 'Desk of who asks');
    await desk.logOn('ana.silva');
    const id = randomUUID();
    desk.line.send({ type: 'assistance/asked', id, kind: 'help', url: null, text: '' });
    await desk.frame('assistance/answered');
    desk.line.socket.close();
    return id;
  };
  return [
    ['GET /api/assistance', () => ({})],
    [
      'POST /api/assistance/:id/answer',
      async () => ({ params: { id: await (made ??= ask()) }, body: { answer: 'coming' }, ofPupil: true }),
    ],
  ];
}
