import { addAccessPolicy, addFavourite, listAccessPolicies } from '@lapwing/protocol/features/access/api.ts';
import type { World } from './world.ts';

interface Sample {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
  readonly ofPupil?: boolean;
}

const POLICY = {
  title: 'Sample',
  kind: 'block',
  sites: ['games.example'],
  titles: [],
  categories: [],
  endings: [],
  words: null,
  status: 'disabled',
  hours: null,
  inHolidays: false,
  groupIds: [],
};
const LIST = { title: 'Rivers', sites: ['bbc.co.uk'], personal: false };

/** One request for each route of the access policies, for the walk of access.test.ts. */
export function accessPolicySamples(world: World): Array<[string, () => Promise<Sample> | Sample]> {
  const { tara, ids } = world;
  const policy = async (): Promise<{ id: string; revision: number }> =>
    (await tara.call(addAccessPolicy, { body: POLICY })).reply;
  const list = async (): Promise<{ id: string; revision: number }> =>
    (await tara.call(addFavourite, { body: LIST })).reply;
  return [
    ['GET /api/access/policies', () => ({})],
    ['POST /api/access/policies', () => ({ body: POLICY })],
    [
      'PUT /api/access/policies/:id',
      async () => {
        const { id, revision } = await policy();
        return { params: { id }, body: { ...POLICY, revision } };
      },
    ],
    ['DELETE /api/access/policies/:id', async () => ({ params: { id: (await policy()).id } })],
    [
      'PUT /api/access/order',
      async () => {
        const { policies } = (await tara.call(listAccessPolicies)).reply;
        return { body: { ids: policies.map(({ id }) => id) } };
      },
    ],
    ['POST /api/access/try', () => ({ body: { url: 'games.example', personId: ids.pupil }, ofPupil: true })],
    ['POST /api/access/read-sites', () => ({ body: { text: 'bbc.co.uk' } })],
    ['GET /api/access/favourites', () => ({})],
    ['POST /api/access/favourites', () => ({ body: { ...LIST, personal: true } })],
    [
      'PUT /api/access/favourites/:id',
      async () => {
        const { id, revision } = await list();
        return { params: { id }, body: { ...LIST, revision } };
      },
    ],
    ['DELETE /api/access/favourites/:id', async () => ({ params: { id: (await list()).id } })],
    ['GET /api/access/search', () => ({})],
    [
      'PUT /api/access/search',
      () => ({ body: { groupId: ids.group8B, set: { safe: null, youtube: null } } }),
    ],
  ];
}
