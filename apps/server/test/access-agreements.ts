import { randomUUID } from 'node:crypto';
import { addAgreement, publishAgreement } from '@lapwing/protocol/features/agreements/api.ts';
import { addGroup } from '@lapwing/protocol/features/groups/api.ts';
import { addPerson } from '@lapwing/protocol/features/people/api.ts';
import sharp from 'sharp';
import type { World } from './world.ts';

interface Sample {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
  readonly ofPupil?: boolean;
}

const DRAFT = {
  title: 'How we use our computers',
  language: 'en-GB',
  blocks: [{ kind: 'paragraph', text: 'Be kind.' }],
  picture: null,
  agreeLabel: 'Yes',
  declineLabel: 'No',
};

/** One request for each route of the agreements, for the walk of access.test.ts. */
export function agreementSamples(world: World): Array<[string, () => Promise<Sample> | Sample]> {
  const { tara, ids } = world;
  // Nobody is in it: the walk asks far more than anybody may be asked.
  const terms = { groupIds: [ids.group9C], when: 'once', decline: 'nothing', yearlyOn: null };
  const written = { draft: DRAFT, terms };
  const draft = async (groupId = ids.group9C): Promise<{ params: { id: string } }> => {
    const id = randomUUID();
    await tara.call(addAgreement, { body: { id, ...written, terms: { ...terms, groupIds: [groupId] } } });
    return { params: { id } };
  };
  const asked = async (groupId?: string): Promise<{ params: { id: string } }> => {
    const sample = await draft(groupId);
    await tara.call(publishAgreement, { ...sample, body: { revision: 0 } });
    return sample;
  };
  // Nobody may be asked more than ten at once, and the walk is made several times.
  let standing: ReturnType<typeof asked> | null = null;
  const same = (): ReturnType<typeof asked> => (standing ??= asked());
  return [
    ['GET /api/agreements', () => ({})],
    ['POST /api/agreements', () => ({ body: { id: randomUUID(), ...written } })],
    ['GET /api/agreements/:id', same],
    [
      'GET /api/agreements/:id/versions/:version',
      async () => ({ params: { ...(await same()).params, version: '1' } }),
    ],
    ['PUT /api/agreements/:id', async () => ({ ...(await draft()), body: { ...written, revision: 0 } })],
    ['DELETE /api/agreements/:id', () => draft()],
    ['POST /api/agreements/:id/publish', async () => ({ ...(await draft()), body: { revision: 0 } })],
    ['POST /api/agreements/:id/retire', async () => ({ ...(await asked()), body: { revision: 1 } })],
    [
      'POST /api/agreements/:id/ask-again',
      async () => {
        const body = { name: `Class ${Math.random()}`, kind: 'people', parentId: null };
        const groupId = (await tara.call(addGroup, { body })).reply.id;
        const pupil = { name: 'Ben Ito', kind: 'pupil', year: '9', form: '9C', groupIds: [groupId] };
        const person = await tara.call(addPerson, { body: { ...pupil, username: `ben${Math.random()}` } });
        return {
          ...(await asked(groupId)),
          body: { personIds: [person.reply.id], reason: 'Lost their planner' },
        };
      },
    ],
    [
      'POST /api/agreements/pictures',
      async () => {
        const drawn = sharp({ create: { width: 40, height: 30, channels: 3, background: '#246' } });
        return { body: { data: (await drawn.png().toBuffer()).toString('base64') } };
      },
    ],
    ['GET /api/agreements/:id/signatures', same],
    ['GET /api/agreements/:id/signatures.csv', same],
    ['GET /api/agreements/people/:id', () => ({ params: { id: ids.pupil }, ofPupil: true })],
  ];
}
