import { randomUUID } from 'node:crypto';
import {
  addAccessPolicy,
  addFavourite,
  listAccessPolicies,
  listFavourites,
  saveSearchSettings,
  type AccessPolicyFields,
} from '@lapwing/protocol/features/access/api.ts';
import { addAgreement, listAgreements, publishAgreement } from '@lapwing/protocol/features/agreements/api.ts';
import { listGroups } from '@lapwing/protocol/features/groups/api.ts';
import type { Api } from './api.ts';

/** The fields of a policy that most of them leave as they are. */
const PLAIN: AccessPolicyFields = Object.freeze({
  title: '',
  kind: 'block',
  sites: [],
  titles: [],
  categories: [],
  endings: [],
  applications: [],
  words: null,
  status: 'enabled',
  hours: null,
  inHolidays: true,
  groupIds: [],
});

/** Lessons, Monday to Friday. */
const SCHOOL_HOURS = [0, 1, 2, 3, 4, 5, 6].map((day) =>
  day < 5
    ? [
        { from: '08:40', to: '12:10' },
        { from: '13:00', to: '15:20' },
      ]
    : [],
);

const LISTS = [
  {
    title: 'Rivers and coasts',
    sites: ['bbc.co.uk/bitesize', 'ordnancesurvey.co.uk', 'metoffice.gov.uk', 'environment-agency.gov.uk'],
  },
  { title: 'Maths practice', sites: ['nrich.maths.org', 'mathsgenie.co.uk', 'desmos.com', 'geogebra.org'] },
] as const;

/**
 * What a school settles about what devices are made to do: which sites are closed and when, ready lists for lessons, safe
 * searching, and the agreement that pupils are asked. What is there already is left as it is.
 */
export async function seedControl(admin: Api): Promise<void> {
  const { groups } = await admin.must(listGroups);
  const school = groups.find(({ builtIn }) => builtIn === 'whole-school');
  if (school === undefined) throw new Error('every school has the group of all');
  await seedAccess(admin, school.id);
  await seedAgreement(admin, school.id);
}

async function seedAccess(admin: Api, schoolId: string): Promise<void> {
  if ((await admin.must(listAccessPolicies)).policies.length === 0) {
    const policies: readonly Partial<AccessPolicyFields>[] = [
      {
        title: 'Ways round the filter',
        categories: ['proxies', 'detours'],
        words: 'Sites that hide what you look at are closed on school devices.',
      },
      {
        title: 'Games in lessons',
        categories: ['games'],
        status: 'scheduled',
        hours: SCHOOL_HOURS.map((day) => [...day]),
        inHolidays: false,
        words: 'Games are closed while lessons are on.',
      },
      { title: 'No programs from the web', kind: 'downloads', endings: ['exe', 'msi', 'apk', 'dmg'] },
    ];
    for (const policy of policies) {
      await admin.must(addAccessPolicy, { body: { ...PLAIN, ...policy, groupIds: [schoolId] } });
    }
    const set = { safe: true, youtube: 'moderate' as const };
    await admin.must(saveSearchSettings, { body: { groupId: schoolId, set } });
  }
  if ((await admin.must(listFavourites)).favourites.length > 0) return;
  for (const { title, sites } of LISTS) {
    await admin.must(addFavourite, { body: { title, sites: [...sites], personal: false } });
  }
}

async function seedAgreement(admin: Api, schoolId: string): Promise<void> {
  const { agreements, samples } = await admin.must(listAgreements);
  const sample = samples.find(({ key }) => key === 'secondary');
  if (agreements.length > 0 || sample === undefined) return;
  const terms = {
    groupIds: [schoolId],
    when: 'once' as const,
    decline: 'nothing' as const,
    yearlyOn: '09-01',
  };
  const { id, revision } = await admin.must(addAgreement, {
    body: { id: randomUUID(), draft: sample.draft, terms },
  });
  await admin.must(publishAgreement, { params: { id }, body: { revision } });
}
