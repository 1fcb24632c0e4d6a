import { search, type Hit } from '@lapwing/protocol/features/search/api.ts';
import type { PolicyKey } from '@lapwing/protocol/vocabulary.ts';
import { reachOf, type Actor, type Reach } from '../../permissions/actor.ts';
import { audited, type Routes } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { findPolicies } from './policies.ts';
import {
  findCapturesOf,
  findCapturesSaying,
  findDevices,
  findGroups,
  findPeople,
  foldWords,
  wordsOf,
  type CaptureHit,
  type DeviceHit,
  type GroupHit,
  type PersonHit,
  type Words,
} from './store.ts';

/** People whose captures are looked for by a name. */
const PEOPLE_OF_CAPTURES = 20;

/** Adds the one search over everything that the caller may see. */
export function registerSearch(deps: {
  routes: Routes;
  policies: { policyTitle(policy: PolicyKey): string };
  /** In which moments are written, for example `Europe/London`. */
  timeZone: string;
}): void {
  const policyTitle = (policy: PolicyKey): string => deps.policies.policyTitle(policy);
  const moment = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: deps.timeZone,
  });

  function presentCapture(row: CaptureHit & { begins: boolean }): Hit {
    return {
      kind: 'capture',
      id: row.id,
      title: row.person_name ?? row.account_name ?? row.device_name,
      detail: `${policyTitle(row.policy)} · ${moment.format(row.happened_at)}`,
      severity: row.severity,
      like: !row.begins,
    };
  }

  deps.routes.signedIn(search, {
    audit: 'search.run',
    async handle({ tx, actor, query }) {
      const words = await foldWords(tx, query.q);
      const hits = words === null ? [] : await findAll(tx, actor, words, query.limit);
      return audited(
        { hits },
        // What was looked for can be a child's name, or worse: it stays out of the record.
        { summary: `Searched, ${hits.length === 1 ? '1 result' : `${hits.length} results`}`, subject: null },
      );
    },
  });

  async function findAll(tx: SchoolTx, actor: Actor, words: Words, limit: number): Promise<Hit[]> {
    const people = reachOf(actor, 'people.view');
    const devices = reachOf(actor, 'devices.view');
    const groups = reachOf(actor, 'groups.view');
    const captures = reachOf(actor, 'captures.view');
    const viewer = groups === null ? null : { accountId: actor.accountId, reach: groups };
    const persons = people === null ? [] : await findPeople(tx, people, words, PEOPLE_OF_CAPTURES);
    return [
      ...persons.slice(0, limit).map((row) => presentPerson(row)),
      ...(devices === null ? [] : await findDevices(tx, devices, words, limit)).map((row) =>
        presentDevice(row),
      ),
      ...(viewer === null ? [] : await findGroups(tx, viewer, words, limit)).map((row) => presentGroup(row)),
      ...(captures === null ? [] : await findCaptures(tx, { captures, people }, words, persons, limit)).map(
        (row) => presentCapture(row),
      ),
    ];
  }

  /** By person and policy first ("ana suicide" is both), then by what was written and where. */
  async function findCaptures(
    tx: SchoolTx,
    reach: { captures: Reach; people: Reach | null },
    words: Words,
    found: readonly PersonHit[],
    limit: number,
  ): Promise<Array<CaptureHit & { readonly begins: boolean }>> {
    const { policies, rest } = findPolicies(words.folded.split(' '), policyTitle);
    const names = wordsOf(rest.join(' '));
    const persons =
      names === null || reach.people === null
        ? []
        : policies.length === 0
          ? found
          : await findPeople(tx, reach.people, names, PEOPLE_OF_CAPTURES);
    const nobody = names !== null && persons.length === 0;
    const wanted = { personIds: persons.map(({ id }) => id), policies };
    // Whose person is only like the name is only like it, too.
    const begins = names === null || persons.some((person) => person.begins);
    const theirs = (nobody ? [] : await findCapturesOf(tx, reach.captures, wanted, limit)).map((one) => ({
      ...one,
      begins,
    }));
    if (theirs.length >= limit) return theirs;
    const saying = await findCapturesSaying(tx, reach.captures, words, limit);
    const more = saying.filter((one) => theirs.every((other) => other.id !== one.id));
    return [...theirs, ...more].slice(0, limit);
  }
}

function presentPerson(row: PersonHit): Hit {
  const detail = [row.has_left ? 'Left' : null, row.form, row.username];
  return {
    kind: 'person',
    id: row.id,
    title: row.name,
    detail: detail.filter((part) => part !== null && part !== '').join(' · '),
    severity: null,
    like: !row.begins,
  };
}

function presentDevice(row: DeviceHit): Hit {
  const detail = [row.room, row.system].filter((part) => part !== null && part !== '').join(' · ');
  return { kind: 'device', id: row.id, title: row.name, detail, severity: null, like: !row.begins };
}

function presentGroup(row: GroupHit): Hit {
  const what = row.personal ? 'My group' : row.kind === 'people' ? 'People' : 'Devices';
  return {
    kind: 'group',
    id: row.id,
    title: row.name,
    detail: row.parent === null ? what : `${what} · in ${row.parent}`,
    severity: null,
    like: !row.begins,
  };
}
