import { randomUUID } from 'node:crypto';
import { addGroup } from '@lapwing/protocol/features/groups/api.ts';
import { joinLesson, startLesson } from '@lapwing/protocol/features/lessons/api.ts';
import type { Visitor } from './harness.ts';
import type { World } from './world.ts';

interface Sample {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
  readonly ofPupil?: boolean;
}

const TIMETABLE = 'Day,Start,End,Class,Teacher\nMon,9:00,9:50,9C,nine@northfield.example\n';

/** One request for each route of the lessons, for the walk of access.test.ts. */
export function lessonSamples(world: World): Array<[string, () => Promise<Sample> | Sample]> {
  const { tara, dsl, ids } = world;
  const group = async (): Promise<string> => {
    const body = { name: `Class ${Math.random()}`, kind: 'people', parentId: ids.group8B };
    return (await tara.call(addGroup, { body })).reply.id;
  };
  const aLesson = async (by: Visitor): Promise<Sample & { params: { id: string } }> => {
    const id = randomUUID();
    await by.call(startLesson, { body: { id, groupId: await group(), title: 'Rivers', minutes: 60 } });
    return { params: { id }, ofPupil: true };
  };
  return [
    ['GET /api/lessons', () => ({})],
    ['GET /api/lessons/past', () => ({})],
    ['GET /api/lessons/:id', () => aLesson(tara)],
    [
      'POST /api/lessons',
      async () => ({
        body: { id: randomUUID(), groupId: await group(), title: '', minutes: 60 },
        ofPupil: true,
      }),
    ],
    [
      'POST /api/lessons/:id/extend',
      async () => ({
        ...(await aLesson(tara)),
        body: { endsAt: new Date(Date.now() + 90 * 60_000).toISOString() },
      }),
    ],
    ['POST /api/lessons/:id/end', async () => ({ ...(await aLesson(tara)), body: {} })],
    ['POST /api/lessons/:id/join', async () => ({ ...(await aLesson(dsl)), body: {} })],
    [
      'POST /api/lessons/:id/leave',
      async () => {
        const lesson = await aLesson(tara);
        await dsl.call(joinLesson, { params: lesson.params, body: {} });
        return { ...lesson, body: {} };
      },
    ],
    ['GET /api/lessons/:id/summary', () => aLesson(tara)],
    ['GET /api/lessons/timetable', () => ({})],
    ['POST /api/lessons/timetable/read', () => ({ body: { csv: TIMETABLE } })],
    ['PUT /api/lessons/timetable', () => ({ body: { csv: TIMETABLE } })],
    ['DELETE /api/lessons/timetable', () => ({})],
  ];
}
