import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { addGroup, deleteGroup, listGroups } from '@lapwing/protocol/features/groups/api.ts';
import { listPolicies, showPolicy, showTerm } from '@lapwing/protocol/features/policies/api.ts';
import { applyChange, listChanges, takeBackChange } from '@lapwing/protocol/features/policies/changes.api.ts';
import type { OwnTerm, PolicyEdit } from '@lapwing/protocol/features/policies/edits.ts';
import {
  addStaff,
  setUpSchool,
  startTestServer,
  type Answer,
  type TestServer,
  type Visitor,
} from '../../../test/harness.ts';
import { ownTerm } from '../../../test/own-terms.ts';
import type { PolicyChange } from '@lapwing/protocol/features/policies/changes.api.ts';

let server: TestServer;
let lead: Visitor;
let teacher: Visitor;
let [whole, year8, form8B, form9C] = ['', '', '', ''];
const localGroups = randomUUID();
const gang = `own.${randomUUID()}`;

const term = (more: Partial<OwnTerm> = {}): OwnTerm =>
  ownTerm('flimmer crew', { policy: localGroups, sources: ['typed', 'page'], ...more });
const base = async (): Promise<number> => (await lead.call(listPolicies)).reply.base;
async function apply(edits: readonly PolicyEdit[], more: object = {}): Promise<Answer<PolicyChange>> {
  return lead.call(applyChange, { body: { base: await base(), reason: 'For the test.', edits, ...more } });
}
const takeBack = (change: Answer<PolicyChange>): Promise<Answer<PolicyChange>> =>
  lead.call(takeBackChange, {
    params: { number: String(change.reply.number) },
    body: { reason: 'It was a mistake.' },
  });

before(async () => {
  server = await startTestServer();
  lead = await setUpSchool(server);
  const group = async (name: string, parentId: string | null): Promise<string> =>
    (await lead.call(addGroup, { body: { name, kind: 'people', parentId } })).reply.id;
  year8 = await group('Year 8', null);
  form8B = await group('8B', year8);
  form9C = await group('9C', null);
  const { groups } = (await lead.call(listGroups)).reply;
  whole = groups.find((each) => each.builtIn === 'whole-school')?.id ?? '';
  teacher = await addStaff(server, lead, {
    name: 'Eight',
    email: 'eight@northfield.example',
    roles: ['teacher'],
    groupIds: [form8B],
  });
});
after(() => server.stop());

describe('a change of what is watched for', () => {
  it('adds a policy with a term, is shown, and is told in plain sentences', async () => {
    const made = await apply([
      { kind: 'policy', id: localGroups, value: { title: 'Local gangs', description: '', risk: 'bullying' } },
      { kind: 'term', id: gang, value: term() },
    ]);
    assert.equal(made.status, 200, made.reason ?? '');
    assert.deepEqual(made.reply.did, [
      'Added the policy “Local gangs”.',
      'Added the term “flimmer crew” to Local gangs, moderate.',
    ]);
    assert.deepEqual(made.reply.mayTakeBack, { allowed: true });
    const shown = (await lead.call(showPolicy, { params: { id: localGroups } })).reply;
    assert.equal(shown.policy.title, 'Local gangs');
    assert.equal(shown.policy.managed, false);
    assert.deepEqual(
      shown.terms.map(({ id, example, own }) => ({ id, example, own })),
      [{ id: gang, example: 'flimmer crew', own: true }],
    );
    assert.equal(shown.base, made.reply.number);
  });

  it('holds for the group and those below it, says which group it comes from, and hides what is not the reader’s', async () => {
    const made = await apply([
      {
        kind: 'watch',
        groupId: year8,
        policy: 'gambling',
        value: { status: 'scheduled', periods: ['lesson', 'break'], sources: null, actions: null },
      },
      {
        kind: 'watch',
        groupId: whole,
        policy: 'gambling',
        value: { status: 'disabled', periods: null, sources: ['typed'], actions: null },
      },
      {
        kind: 'term-watch',
        groupId: year8,
        term: gang,
        value: { enabled: null, sources: null, severity: 'severe', actions: null },
      },
    ]);
    assert.equal(made.status, 200, made.reason ?? '');
    const gambling = async (who: Visitor, groupId: string): Promise<unknown> => {
      const { policies } = (await who.call(listPolicies, { query: { groupId } })).reply;
      const found = policies.find(({ id }) => id === 'gambling');
      return [found?.status.value, found?.status.from?.name, found?.status.from?.id, found?.periods];
    };
    const scheduled = ['lesson', 'break'];
    assert.deepEqual(await gambling(lead, form8B), ['scheduled', 'Year 8', year8, scheduled]);
    assert.deepEqual(await gambling(lead, form9C), ['disabled', 'Whole school', whole, []]);
    assert.deepEqual(await gambling(teacher, form8B), [
      'scheduled',
      'A group that is not yours',
      null,
      scheduled,
    ]);
    const detail = (await lead.call(showTerm, { params: { id: gang }, query: { groupId: form8B } })).reply;
    assert.equal(detail.severity, 'severe');
    assert.equal(detail.before.severity, 'moderate');
    assert.equal(detail.changed, true);
    assert.equal(detail.set, null);
    assert.equal((await teacher.call(listPolicies, { query: { groupId: form9C } })).status, 404);
  });

  it('is refused whole when one edit is wrong, and names it', async () => {
    const number = await base();
    const right: PolicyEdit = {
      kind: 'sources',
      groupId: whole,
      value: { sources: ['typed'], everyTerm: false },
    };
    const tries: ReadonlyArray<[edit: unknown, reason: string, field: string]> = [
      [{ kind: 'term', id: gang, value: { ...term(), wordings: [] } }, 'invalid', 'edits.1.value.wordings'],
      [
        { kind: 'term', id: gang, value: term({ notation: true, wordings: ['(flim'] }) },
        'bad-wording',
        'edits.1.value.wordings',
      ],
      [
        { kind: 'term', id: gang, value: term({ policy: randomUUID() }) },
        'policy-unknown',
        'edits.1.value.policy',
      ],
      [{ kind: 'sources', groupId: randomUUID(), value: null }, 'group-unknown', 'edits.1.groupId'],
      [right, 'twice', 'edits.1'],
      [{ kind: 'library', value: { version: '1999.1.1' } }, 'version-unknown', 'edits.1.value.version'],
      [{ kind: 'wish', value: null }, 'invalid', 'edits.1.kind'],
      [
        {
          kind: 'term-watch',
          groupId: whole,
          term: 'drugs.no-such-term',
          value: { enabled: false, sources: null, severity: null, actions: null },
        },
        'term-unknown',
        'edits.1.term',
      ],
      [
        {
          kind: 'recipients',
          groupId: whole,
          value: {
            entries: [{ accountId: 'nobody', from: 'severe', policies: null, popUp: true, email: false }],
          },
        },
        'cannot-receive',
        'edits.1.value.entries.0.accountId',
      ],
      [
        {
          kind: 'timetable',
          value: {
            week: [
              [
                { from: '09:00', to: '10:00', period: 'lesson' },
                { from: '09:30', to: '10:30', period: 'break' },
              ],
              [],
              [],
              [],
              [],
              [],
              [],
            ],
            holidays: [],
          },
        },
        'slots',
        'edits.1.value.week.0.1.from',
      ],
      [
        {
          kind: 'allow',
          id: randomUUID(),
          value: {
            what: { kind: 'site', site: 'not a site', policy: null },
            groupId: null,
            reason: 'x',
            until: null,
            captureId: null,
          },
        },
        'not-a-site',
        'edits.1.value.what.site',
      ],
      [{ kind: 'private-sites', value: { hosts: ['org.uk'] } }, 'too-general', 'edits.1.value.hosts'],
      [
        {
          kind: 'sealed-list',
          id: randomUUID(),
          value: { name: 'Mine', entries: 3, ref: randomUUID() },
        },
        'sealed-list-by-file',
        'edits.1.value',
      ],
    ];
    for (const [edit, reason, field] of tries) {
      const answer: Answer<PolicyChange> = await lead.call(applyChange, {
        body: { base: number, reason: 'For the test.', edits: [right, edit] },
      });
      assert.deepEqual([answer.status, answer.reason, answer.field], [400, reason, field]);
    }
    assert.equal(await base(), number, 'nothing of it was made');
    assert.equal((await lead.call(listPolicies)).reply.setSources, null);
  });

  it('is refused when somebody else has changed something meanwhile, or it changes nothing', async () => {
    const number = await base();
    const edit: PolicyEdit = { kind: 'private-sites', value: { hosts: ['help.example'] } };
    const body = { base: number, reason: 'Asked for by the nurse.', edits: [edit] };
    const [one, other] = await Promise.all([
      lead.call(applyChange, { body }),
      lead.call(applyChange, { body }),
    ]);
    assert.equal(one.status + other.status, 200 + 409);
    assert.equal(one.reason ?? other.reason, 'changed-meanwhile');
    assert.deepEqual([(await apply([edit])).reason, await base()], ['nothing-changed', number + 1]);
  });

  it('takes with it what cannot be without what it removes, and all of it comes back', async () => {
    const removed = await apply([{ kind: 'policy', id: localGroups, value: null }]);
    assert.deepEqual(removed.reply.did.toSorted(), [
      'Left the term “flimmer crew” in Year 8 to other groups.',
      'Removed the policy “Local gangs”.',
      'Removed the term “flimmer crew” from Local gangs.',
    ]);
    assert.equal((await lead.call(showTerm, { params: { id: gang } })).status, 404);
    const back = await takeBack(removed);
    assert.equal(back.status, 200, back.reason ?? '');
    assert.equal(back.reply.takesBack, removed.reply.number);
    const detail = (await lead.call(showTerm, { params: { id: gang }, query: { groupId: year8 } })).reply;
    assert.equal(detail.set?.severity, 'severe');
    assert.equal((await takeBack(removed)).reason, 'taken-back');
  });

  it('cannot be taken back once another has been built on it, and says which', async () => {
    const sources = (everyTerm: boolean): PolicyEdit => ({
      kind: 'sources',
      groupId: form9C,
      value: { sources: ['typed'], everyTerm },
    });
    const first = await apply([sources(true)]);
    const second = await apply([sources(false)]);
    assert.equal((await takeBack(first)).reason, 'built-upon');
    const { items } = (await lead.call(listChanges)).reply;
    const listed = items.find(({ number }) => number === first.reply.number);
    assert.deepEqual(listed?.mayTakeBack, {
      allowed: false,
      reason: `Change ${second.reply.number} has changed the same again.`,
    });
    assert.equal((await takeBack(second)).status, 200);
    assert.equal((await takeBack(first)).status, 200);
    assert.equal((await lead.call(listPolicies, { query: { groupId: form9C } })).reply.setSources, null);
  });

  it('that would bring a term back into a policy that is gone is not taken back', async () => {
    const [policy, id] = [randomUUID(), `own.${randomUUID()}`];
    const shell: PolicyEdit = {
      kind: 'policy',
      id: policy,
      value: { title: 'For a trip', description: '', risk: 'bullying' },
    };
    await apply([shell, { kind: 'term', id, value: term({ policy, wordings: ['florble trip'] }) }]);
    const removed = await apply([{ kind: 'term', id, value: null }]);
    const gone = await apply([{ ...shell, value: null }]);
    assert.equal((await takeBack(removed)).reason, 'policy-unknown');
    assert.equal((await takeBack(gone)).status, 200);
    assert.equal((await takeBack(removed)).status, 200);
    assert.equal((await lead.call(showTerm, { params: { id } })).status, 200);
  });

  it('of a group that is gone cannot be taken back', async () => {
    const made = await lead.call(addGroup, { body: { name: 'Trip', kind: 'people', parentId: null } });
    const { id } = made.reply;
    const change = await apply([{ kind: 'sources', groupId: id, value: { sources: [], everyTerm: false } }]);
    await lead.call(deleteGroup, { params: { id } });
    assert.equal((await takeBack(change)).reason, 'built-upon');
  });

  it('stands in the audit in plain words, and in the list page by page', async () => {
    const { items } = (await lead.call(listAudit, { query: { action: 'policies.take-back' } })).reply;
    assert.match(
      items.at(-1)?.summary ?? '',
      /^Took change \d+ back\. .*Reason: It was a mistake\. \(change \d+\)$/,
    );
    const first = (await lead.call(listChanges, { query: { limit: '2' } })).reply;
    const rest = (await lead.call(listChanges, { query: { limit: '100', after: first.next ?? '' } })).reply;
    const numbers = [...first.items, ...rest.items].map(({ number }) => number);
    assert.deepEqual(
      numbers,
      Array.from({ length: await base() }, (_, at) => numbers.length - at),
    );
  });
});
