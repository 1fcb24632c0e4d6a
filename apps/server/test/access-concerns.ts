import { randomUUID } from 'node:crypto';
import { openConcern, type ConcernDetail } from '@lapwing/protocol/features/concerns/api.ts';
import { FIVE_POINTS } from '@lapwing/protocol/features/concerns/five-points.ts';
import { addConcernAction, addConcernReferral } from '@lapwing/protocol/features/concerns/record.api.ts';
import type { World } from './world.ts';

interface Sample {
  readonly params?: Record<string, string>;
  readonly body?: unknown;
  readonly ofPupil?: boolean;
}

/** One request for each route of the concerns, for the walk of access.test.ts; each has a concern of its own. */
export function concernSamples(world: World): Array<[string, () => Promise<Sample> | Sample]> {
  const { tara, ids } = world;
  const opened = (captureIds: readonly string[] = []) => ({
    id: randomUUID(),
    title: 'Low since half term',
    risk: 'suicide',
    fourCs: ['content'],
    nudes: false,
    people: [
      { kind: 'roster', personId: ids.pupil, part: 'subject' },
      { kind: 'named', name: 'An aunt', part: 'outside' },
    ],
    captureIds: [...captureIds],
    words: 'Her tutor came to me.',
    happenedAt: new Date().toISOString(),
  });
  const concern = async (captureIds: readonly string[] = []): Promise<ConcernDetail> =>
    (await tara.call(openConcern, { body: opened(captureIds) })).reply;
  const of = async (body?: unknown): Promise<Sample> => ({
    params: { id: (await concern()).id },
    ofPupil: true,
    ...(body === undefined ? {} : { body }),
  });
  const today = new Date().toISOString().slice(0, 10);
  const referral = {
    to: 'police',
    detail: '',
    made: true,
    on: today,
    decidedBy: 'Tara Khan',
    reason: 'She is not safe.',
  };
  const happenedAt = new Date().toISOString();
  return [
    ['GET /api/concerns', () => ({})],
    ['GET /api/concerns/choices', () => ({})],
    ['GET /api/concerns/counts', () => ({})],
    ['POST /api/concerns', () => ({ body: opened([ids.capture]) })],
    ['GET /api/concerns/:id', () => of()],
    ['GET /api/concerns/:id/changed', () => of()],
    ['PATCH /api/concerns/:id', () => of({ revision: 0, title: 'Another title' })],
    ['POST /api/concerns/:id/status', () => of({ status: 'closed', reason: 'All is well.', revision: 0 })],
    ['POST /api/concerns/:id/entries', () => of({ words: 'Rang home.', happenedAt, corrects: null })],
    [
      'POST /api/concerns/:id/people',
      () => of({ person: { kind: 'named', name: 'An uncle', part: 'outside' } }),
    ],
    [
      'POST /api/concerns/:id/people/:entryId/remove',
      async () => {
        const { id, people } = await concern();
        const aunt = people.find(({ part }) => part === 'outside');
        return { params: { id, entryId: aunt?.id ?? '' }, body: { reason: 'A mistake.' }, ofPupil: true };
      },
    ],
    ['POST /api/concerns/:id/captures', () => of({ captureIds: [ids.capture] })],
    [
      'POST /api/concerns/:id/captures/:captureId/remove',
      async () => ({
        params: { id: (await concern([ids.capture])).id, captureId: ids.capture },
        body: { reason: 'Of another matter.' },
        ofPupil: true,
      }),
    ],
    ['POST /api/concerns/:id/actions', () => of({ what: 'Ring home', ownerId: world.dsl.id, due: today })],
    [
      'POST /api/concerns/:id/actions/:actionId/done',
      async () => {
        const { id } = await concern();
        const body = { what: 'Ring home', ownerId: world.dsl.id, due: today };
        const { actions } = (await tara.call(addConcernAction, { params: { id }, body })).reply;
        return { params: { id, actionId: actions[0]?.id ?? '' }, body: { words: 'Rang.' }, ofPupil: true };
      },
    ],
    ['POST /api/concerns/:id/referrals', () => of(referral)],
    [
      'POST /api/concerns/:id/referrals/:referralId/replies',
      async () => {
        const { id } = await concern();
        const { referrals } = (await tara.call(addConcernReferral, { params: { id }, body: referral })).reply;
        const params = { id, referralId: referrals[0]?.id ?? '' };
        return { params, body: { words: 'They come on Monday.', happenedAt }, ofPupil: true };
      },
    ],
    [
      'POST /api/concerns/:id/five-points',
      () => of({ answers: FIVE_POINTS.map((point) => ({ point, answer: 'no' })), words: '' }),
    ],
    ['POST /api/concerns/:id/shares', () => of({ accountId: world.teacherOf9C.id, may: 'read' })],
    ['GET /api/concerns/:id/transfer', () => of()],
    ['GET /api/concerns/:id/pdf', () => of()],
  ];
}
