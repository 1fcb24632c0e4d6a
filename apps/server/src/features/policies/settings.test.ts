import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { changeStaff } from '@lapwing/protocol/features/accounts/api.ts';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { addGroup, addMembers, listGroups } from '@lapwing/protocol/features/groups/api.ts';
import { checkTerm, listPolicies } from '@lapwing/protocol/features/policies/api.ts';
import { applyChange, tryChange } from '@lapwing/protocol/features/policies/changes.api.ts';
import type { OwnTerm, PolicyEdit } from '@lapwing/protocol/features/policies/edits.ts';
import {
  addAllowance,
  explainWatch,
  listAllowances,
  removeAllowance,
  showPrivateSites,
  showRecipients,
  showTimetable,
} from '@lapwing/protocol/features/policies/settings.api.ts';
import { addStaff, startTestServer, type TestServer, type Visitor } from '../../../test/harness.ts';
import { addedTerm } from '../../../test/own-terms.ts';
import { makeWorld, PUPIL, SENTENCE, type World } from '../../../test/world.ts';

let server: TestServer;
let world: World;
let [whole, watchList] = ['', ''];

before(async () => {
  server = await startTestServer();
  world = await makeWorld(server);
  const { tara, ids } = world;
  const { groups } = (await tara.call(listGroups)).reply;
  whole = groups.find((each) => each.builtIn === 'whole-school')?.id ?? '';
  watchList = (await tara.call(addGroup, { body: { name: 'Vulnerable', kind: 'people', parentId: null } }))
    .reply.id;
  await tara.call(addMembers, { params: { id: watchList }, body: { ids: [ids.pupil] } });
});
after(async () => {
  world.line.socket.close();
  await server.stop();
});

async function apply(...edits: PolicyEdit[]): Promise<void> {
  const { base } = (await world.tara.call(listPolicies)).reply;
  const made = await world.tara.call(applyChange, { body: { base, reason: 'For the test.', edits } });
  assert.equal(made.status, 200, made.reason ?? '');
}
const phrase = (
  groupId: string | null,
  more: object = {},
): { id: string; value: Record<string, unknown> } => ({
  id: randomUUID(),
  value: {
    what: { kind: 'phrase', phrase: 'flim flam', term: null },
    groupId,
    reason: 'A song that they practise.',
    until: null,
    captureId: null,
    ...more,
  },
});
const namesIn = async (who: Visitor): Promise<Array<string | undefined>> =>
  (await who.call(listAllowances)).reply.items.map(({ group }) => group?.name);

describe('what is let pass', () => {
  it('is for a teacher to say in their own classes, and for nobody else to see', async () => {
    const { teacherOf8B, teacherOf9C, dsl, networkManager, ids } = world;
    const body = phrase(ids.group8B, { captureId: ids.capture });
    const added = await teacherOf8B.call(addAllowance, { body });
    assert.equal(added.status, 200, added.reason ?? '');
    assert.equal(added.reply.what, 'the phrase “flim flam” of any term');
    assert.equal(added.reply.by?.name, 'Eight');
    assert.deepEqual(added.reply.mayRemove, { allowed: true });
    assert.deepEqual(await namesIn(teacherOf9C), []);
    assert.deepEqual(await namesIn(dsl), ['8B']);
    const [seen] = (await networkManager.call(listAllowances)).reply.items;
    assert.equal(seen?.captureId, null, 'who sees no captures is led to none');

    const remove = { params: { id: body.id }, body: { reason: 'The play is over.' } };
    assert.equal((await teacherOf9C.call(removeAllowance, remove)).status, 404);
    assert.equal((await teacherOf8B.call(addAllowance, { body })).reason, 'exists');
    assert.deepEqual((await teacherOf8B.call(removeAllowance, remove)).reply.items, []);
    const { items } = (await dsl.call(listAudit, { query: { limit: '20' } })).reply;
    const said = items
      .filter(({ action }) => action.startsWith('policies.allow'))
      .map(({ summary }) => summary);
    assert.match(
      said[0] ?? '',
      /Stopped letting pass the phrase “flim flam”.* for 8B\. Reason: The play is over\./,
    );
    assert.match(said[1] ?? '', /^Let pass the phrase “flim flam” of any term for 8B\./);
  });

  it('for the whole school, or in other classes, is for those who see the whole school', async () => {
    const { teacherOf8B, dsl, ids } = world;
    for (const groupId of [null, ids.group9C, watchList]) {
      assert.equal((await teacherOf8B.call(addAllowance, { body: phrase(groupId) })).status, 404);
    }
    const body = phrase(null);
    assert.equal((await dsl.call(addAllowance, { body })).status, 200);
    const [seen] = (await teacherOf8B.call(listAllowances)).reply.items;
    assert.equal(seen?.group, null);
    assert.equal(seen?.mayRemove.allowed, false);
    const remove = { params: { id: body.id }, body: { reason: 'Not mine.' } };
    assert.equal((await teacherOf8B.call(removeAllowance, remove)).status, 404);
    assert.equal((await dsl.call(removeAllowance, remove)).status, 200);
  });

  it('says at which field it is wrong', async () => {
    const { teacherOf8B, dsl, ids } = world;
    const tries: ReadonlyArray<[more: object, reason: string, field: string]> = [
      [{ reason: ' ' }, 'invalid', 'value.reason'],
      [{ until: '2020-01-01T00:00:00.000Z' }, 'over', 'value.until'],
      [{ what: { kind: 'phrase', phrase: '!!', term: null } }, 'no-words', 'value.what.phrase'],
      [{ what: { kind: 'phrase', phrase: 'I want to', term: null } }, 'too-general', 'value.what.phrase'],
      [{ what: { kind: 'site', site: 'co.uk', policy: null } }, 'too-general', 'value.what.site'],
      [{ what: { kind: 'term', term: 'own.none' } }, 'term-unknown', 'value.what.term'],
      [
        { what: { kind: 'site', site: 'https://a.example/x', policy: null } },
        'not-a-site',
        'value.what.site',
      ],
      [{ captureId: randomUUID() }, 'capture-unknown', 'value.captureId'],
    ];
    for (const [more, reason, field] of tries) {
      const answer = await teacherOf8B.call(addAllowance, { body: phrase(ids.group8B, more) });
      assert.deepEqual([answer.status, answer.reason, answer.field], [400, reason, field]);
    }
    assert.deepEqual(await namesIn(dsl), []);
  });
});

describe('the settings of policies', () => {
  it('are those that Lapwing comes with until the school sets its own', async () => {
    const { teacherOf8B, tara } = world;
    const { reply } = await teacherOf8B.call(showTimetable);
    assert.equal(reply.own, false);
    assert.deepEqual(reply.timetable.week[5], []);
    assert.equal(reply.may.manage.allowed, false);
    assert.equal(reply.timeZone, 'Europe/London');
    assert.ok((await tara.call(showPrivateSites)).reply.value.hosts.includes('childline.org.uk'));
    await apply(
      {
        kind: 'timetable',
        value: {
          week: [[], [], [], [], [], [], []],
          holidays: [{ name: 'Always', from: '2020-01-01', to: '2090-01-01' }],
        },
      },
      { kind: 'private-sites', value: { hosts: ['help.example'] } },
    );
    assert.equal((await tara.call(showTimetable)).reply.now, 'holiday');
    const sites = (await tara.call(showPrivateSites)).reply;
    assert.deepEqual([sites.value.hosts, sites.own], [['help.example'], true]);
  });

  it('alert the recipients of every group, and show one who can no more', async () => {
    const { tara, dsl, teacherOf8B, ids } = world;
    const entry = (
      accountId: string,
    ): { accountId: string; from: 'moderate'; policies: null; popUp: true; email: false } => ({
      accountId,
      from: 'moderate',
      policies: null,
      popUp: true,
      email: false,
    });
    await apply(
      { kind: 'recipients', groupId: whole, value: { entries: [entry(dsl.id)] } },
      { kind: 'recipients', groupId: ids.group8B, value: { entries: [entry(teacherOf8B.id)] } },
    );
    const shown = async (groupId: string): Promise<unknown[]> =>
      (await tara.call(showRecipients, { query: { groupId } })).reply.all.map(({ account, group }) => [
        account.name,
        account.mayReceive,
        group.name,
      ]);
    assert.deepEqual(await shown(whole), [['Lead', true, 'Whole school']]);
    assert.deepEqual(await shown(ids.group8B), [
      ['Lead', true, 'Whole school'],
      ['Eight', true, '8B'],
    ]);
    const { staff } = (await tara.call(showRecipients)).reply;
    assert.ok(!staff.some(({ name }) => name === 'Network'), 'who sees no captures is not alerted to them');
    const spare = await addStaff(server, tara, {
      name: 'Spare',
      email: 'spare@northfield.example',
      roles: ['teacher'],
    });
    await tara.call(changeStaff, { params: { id: spare.id }, body: { disabled: true } });
    const added: PolicyEdit = {
      kind: 'recipients',
      groupId: ids.group9C,
      value: { entries: [entry(spare.id)] },
    };
    const { base } = (await tara.call(listPolicies)).reply;
    const refused = await tara.call(applyChange, { body: { base, reason: 'For the test.', edits: [added] } });
    assert.equal(refused.reason, 'cannot-receive');
    await tara.call(changeStaff, { params: { id: spare.id }, body: { disabled: false } });
    await apply(added);
    await tara.call(changeStaff, { params: { id: spare.id }, body: { disabled: true } });
    assert.deepEqual((await shown(ids.group9C))[1], ['Spare', false, '9C']);
  });

  it('say of a pupil which group gave what, and name no group that the reader may not see', async () => {
    const { tara, teacherOf8B, teacherOf9C, ids } = world;
    await apply(
      { kind: 'sources', groupId: watchList, value: { sources: ['typed', 'search'], everyTerm: true } },
      {
        kind: 'watch',
        groupId: ids.group8B,
        policy: 'gambling',
        value: { status: 'scheduled', periods: ['lesson', 'break'], sources: null, actions: null },
      },
      {
        kind: 'watch',
        groupId: whole,
        policy: 'gambling',
        value: { status: 'disabled', periods: null, sources: null, actions: null },
      },
      {
        kind: 'term-watch',
        groupId: watchList,
        term: 'suicide.not-be-here',
        value: { enabled: null, sources: null, severity: 'minor', actions: [{ kind: 'screenshot' }] },
      },
    );
    const query = { personId: ids.pupil };
    const all = (await tara.call(explainWatch, { query })).reply;
    const told = all.origins.map(({ kind, value, from, decidedBy, overrode }) => [
      kind,
      value,
      from?.name,
      decidedBy,
      overrode.map((each) => each.value),
    ]);
    assert.deepEqual(told, [
      ['sources', 'Typed text, searches, every term in each of them', 'Vulnerable', 'only', ['Everywhere']],
      ['policy-status', 'Scheduled: lessons, breaks', '8B', 'priority', ['Disabled', 'Enabled']],
      ['term-severity', 'Minor', 'Vulnerable', 'only', ['As the term has it']],
      ['term-actions', 'Take a screenshot', 'Vulnerable', 'only', ['None']],
    ]);
    assert.deepEqual(
      all.recipients.map(({ name }) => name),
      ['Lead', 'Eight'],
    );
    const seen = await teacherOf8B.call(explainWatch, { query });
    assert.equal(seen.reply.origins[0]?.from?.name, 'A group that is not yours');
    assert.doesNotMatch(JSON.stringify(seen.reply), new RegExp(`Vulnerable|${watchList}`));
    assert.equal((await teacherOf9C.call(explainWatch, { query })).status, 404);
    assert.equal((await tara.call(explainWatch)).field, 'personId');
    const { items } = (await tara.call(listAudit, { query: { action: 'policies.explain' } })).reply;
    assert.match(items.at(-1)?.summary ?? '', new RegExp(`watched for at ${PUPIL}`));
  });
});

describe('before a change is made', () => {
  const flimmer = (more: Partial<OwnTerm> = {}): PolicyEdit =>
    addedTerm('fenwick the cat', { severity: 'severe', ...more });
  const past = { days: 30 };

  it('a term that is being written is checked as far as it goes', async () => {
    const { tara } = world;
    const check = async (term: object, sample = ''): ReturnType<typeof tara.call<typeof checkTerm>> =>
      tara.call(checkTerm, { body: { term, sample, source: 'typed' } });
    assert.deepEqual((await check({})).reply, { problems: [], warnings: [], found: [] });
    const bad = (await check({ wordings: ['right', '(wrong'], notation: true, policy: randomUUID() })).reply;
    assert.deepEqual(
      bad.problems.map(({ field }) => field),
      ['policy', 'wordings.1'],
    );
    const short = (await check({ wordings: ['flm'] })).reply;
    assert.deepEqual(
      short.warnings.map(({ code, phrase: of }) => [code, of]),
      [['short', 'flm']],
    );
    const found = (
      await check({ wordings: ['fenwick the cat'], definition: 'A nickname.', severity: 'severe' }, SENTENCE)
    ).reply.found;
    assert.deepEqual(
      found.map(({ term, severity, start, end }) => [
        term.id,
        term.definition,
        severity,
        SENTENCE.slice(start, end),
      ])[0],
      ['own.draft', 'A nickname.', 'severe', 'fenwick the cat'],
    );
    assert.ok((found[0]?.because.length ?? 0) > 0);
  });

  it('it is tried on past captures: in figures, in words, and in sentences for who may see captures', async () => {
    const { dsl, networkManager } = world;
    const body = { edits: [flimmer()], sample: null, past };
    const tried = (await dsl.call(tryChange, { body })).reply;
    assert.deepEqual(
      [
        tried.past?.captures,
        tried.past?.newlyCaught,
        tried.past?.noLongerCaught,
        tried.past?.changedSeverity,
      ],
      [1, 1, 0, 0],
    );
    const [row] = tried.past?.shown.newlyCaught ?? [];
    assert.deepEqual(
      [row?.person, row?.sentence, row?.before, row?.after?.severity],
      [PUPIL, SENTENCE, null, 'severe'],
    );
    assert.equal(
      tried.warnings[0],
      'This would have reported 1 more capture in 30 days: less than one a week.',
    );

    const figures = await networkManager.call(tryChange, { body });
    assert.equal(figures.reply.past?.newlyCaught, 1);
    assert.doesNotMatch(
      JSON.stringify(figures.reply),
      new RegExp(`${PUPIL}|fenwick the cat would|${world.ids.capture}`),
    );
    const { items } = (await world.tara.call(listAudit, { query: { action: 'policies.try' } })).reply;
    assert.match(items.find(({ actor }) => actor?.name === 'Lead')?.summary ?? '', /and looked at/);
    assert.doesNotMatch(items.find(({ actor }) => actor?.name === 'Network')?.summary ?? '', /and looked at/);
    assert.equal((await dsl.call(listPolicies)).reply.policies.find(({ id }) => id === 'bullying')?.own, 0);
  });

  it('it is tried with what holds for each pupil, and on a text', async () => {
    const { dsl, ids } = world;
    const off = (groupId: string): PolicyEdit => ({
      kind: 'watch',
      groupId,
      policy: 'suicide',
      value: { status: 'disabled', periods: null, sources: null, actions: null },
    });
    const lost = async (groupId: string): Promise<number | undefined> =>
      (await dsl.call(tryChange, { body: { edits: [off(groupId)], sample: null, past } })).reply.past
        ?.noLongerCaught;
    assert.deepEqual([await lost(ids.group8B), await lost(ids.group9C)], [1, 0]);
    const sample = { text: SENTENCE, source: 'typed', groupId: ids.group8B };
    const { reply } = await dsl.call(tryChange, { body: { edits: [off(ids.group8B)], sample, past: null } });
    assert.equal(reply.past, null);
    assert.deepEqual(
      [reply.sample?.before.map(({ term }) => term.id), reply.sample?.after],
      [['suicide.not-be-here'], []],
    );
    const bad = await dsl.call(tryChange, {
      body: { edits: [flimmer({ policy: randomUUID() })], sample: null, past },
    });
    assert.deepEqual([bad.status, bad.field], [400, 'edits.0.value.policy']);
  });

  it('whoever may only let pass tries that alone, in their own groups, on what they see', async () => {
    const { teacherOf8B, teacherOf9C, ids } = world;
    const pass = (groupId: string | null): PolicyEdit => ({
      kind: 'allow',
      id: randomUUID(),
      value: {
        what: { kind: 'phrase', phrase: 'fenwick the cat', term: null },
        groupId,
        reason: 'A line of the school play.',
        until: null,
        captureId: null,
      },
    });
    const tryIt = (who: typeof teacherOf8B, edit: PolicyEdit) =>
      who.call(tryChange, { body: { edits: [edit], sample: null, past } });
    const own = await tryIt(teacherOf8B, pass(ids.group8B));
    assert.equal(own.status, 200, own.reason ?? '');
    assert.equal(own.reply.past?.captures, 1);
    const other = await tryIt(teacherOf9C, pass(ids.group9C));
    assert.equal(other.reply.past?.captures, 0, 'the captures of 8B are nothing to them');
    assert.equal((await tryIt(teacherOf8B, pass(ids.group9C))).status, 404);
    assert.equal((await tryIt(teacherOf8B, pass(null))).status, 404);
    const hosts = { hosts: ['help.example'] };
    assert.equal((await tryIt(teacherOf8B, { kind: 'private-sites', value: hosts })).status, 404);
  });
});
