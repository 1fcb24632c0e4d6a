import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { showCapture } from '@lapwing/protocol/features/captures/api.ts';
import { addGroup, changeGroup, listMembers } from '@lapwing/protocol/features/groups/api.ts';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import {
  decideAccount,
  forgetAccount,
  listDecided,
  listUnmatched,
} from '@lapwing/protocol/features/people/accounts.api.ts';
import {
  addPerson,
  changePerson,
  listPeople,
  listPersonSessions,
  showPerson,
  type Person,
} from '@lapwing/protocol/features/people/api.ts';
import { startTestServer, type TestServer } from '../../../test/harness.ts';
import { makeWorld, type World } from '../../../test/world.ts';

let server: TestServer;
let world: World;
before(async () => {
  server = await startTestServer();
  world = await makeWorld(server);
});
after(async () => {
  world.line.socket.close();
  await server.stop();
});

const UPN = 'B801200005001';

async function add(name: string, more: Record<string, unknown> = {}): Promise<Person> {
  const body = {
    name,
    username: name.toLowerCase().replaceAll(' ', '.'),
    kind: 'pupil',
    year: '9',
    form: '9C',
    groupIds: [],
    ...more,
  };
  const added = await world.tara.call(addPerson, { body });
  assert.equal(added.status, 200, added.reason ?? '');
  return added.reply;
}
/** Somebody signs in at the world's device; resolves when the server has it. */
async function signIn(accountName: string): Promise<string> {
  const id = randomUUID();
  const at = new Date().toISOString();
  world.line.send({ type: 'sessions/started', id, at, account: { name: accountName, origin: 'profile' } });
  await world.line.next();
  return id;
}
async function capture(sessionId: string): Promise<string> {
  const id = randomUUID();
  world.line.send({
    type: 'captures/reported',
    id,
    sessionId,
    at: new Date().toISOString(),
    finding: {
      term: 'bullying.example',
      policy: 'bullying',
      severity: 'minor',
      severityBefore: 'minor',
      because: [],
      source: 'typed',
      sentence: 'they were all laughing at him again',
      start: 0,
      end: 4,
      count: 1,
      pack: 'a'.repeat(64),
    },
    context: { application: 'Chromium', windowTitle: 'Chat', url: 'http://chat.example/' },
    evidence: { state: 'none', reason: 'not-possible' },
  });
  await world.line.next();
  return id;
}
async function personOf(captureId: string): Promise<string | null> {
  const shown = await world.tara.call(showCapture, { params: { id: captureId } });
  assert.equal(shown.status, 200);
  return shown.reply.person?.name ?? null;
}

describe('the roster', () => {
  test('keeps a pupil number, shows it to who keeps the roster alone, and gives it to one person', async () => {
    const ana = await add('Ana Number', { upn: UPN.toLowerCase(), groupIds: [world.ids.group9C] });
    assert.equal(ana.upn, UPN);
    const twice = await world.tara.call(addPerson, {
      body: {
        name: 'Ben',
        username: 'ben.number',
        kind: 'pupil',
        year: null,
        form: null,
        groupIds: [],
        upn: UPN,
      },
    });
    assert.deepEqual([twice.status, twice.reason, twice.field], [409, 'upn-taken', 'upn']);
    const wrong = await world.tara.call(changePerson, {
      params: { id: ana.id },
      body: { upn: 'A801200005001' },
    });
    assert.deepEqual([wrong.status, wrong.field], [400, 'upn']);
    const seen = await world.teacherOf9C.call(showPerson, { params: { id: ana.id } });
    assert.equal(seen.status, 200);
    assert.equal(seen.reply.upn, null);
    const list = await world.teacherOf9C.call(listPeople);
    assert.ok(!JSON.stringify(list.reply).includes(UPN));
    assert.equal(list.reply.unmatched, null);
  });

  test('is listed page by page whatever the length and the script of names', async () => {
    const name = 'عبد الرحمن محمد إبراهيم '.repeat(9).slice(0, 199).trim();
    for (const username of ['long.one', 'long.two', 'long.three']) await add(name, { username });
    const usernames: string[] = [];
    let after: string | undefined;
    do {
      const query = { search: 'long.', limit: '1', ...(after === undefined ? {} : { after }) };
      const page = await world.tara.call(listPeople, { query });
      assert.equal(page.status, 200);
      usernames.push(...page.reply.items.map((person) => person.username));
      after = page.reply.next ?? undefined;
    } while (after !== undefined);
    assert.deepEqual(usernames.toSorted(), ['long.one', 'long.three', 'long.two']);
  });

  test('is found by parts of a name without its accents, by year and by form', async () => {
    const zoe = await add('Zoë D’Arcy-Jones', { username: 'zdj', year: '7', form: '7A' });
    for (const query of [
      { search: 'zoe d arcy' },
      { search: 'ARCY' },
      { form: '7A' },
      { year: '7', kind: 'pupil' },
    ]) {
      const { reply } = await world.tara.call(listPeople, { query });
      assert.deepEqual(
        reply.items.map(({ id }) => id),
        [zoe.id],
        JSON.stringify(query),
      );
    }
    const { reply } = await world.tara.call(listPeople);
    assert.ok(reply.years.includes('7') && reply.forms.includes('7A'));
    assert.deepEqual(
      (await world.tara.call(listPeople, { query: { year: '7', form: '9C' } })).reply.items,
      [],
    );
  });

  test('keeps a leaver for the record: in no group, in no list unless asked, matched to nothing; and takes them back', async () => {
    const gone = await add('Gone Away', { username: 'gone', form: '9L', groupIds: [world.ids.group9C] });
    const byRule = await world.tara.call(addGroup, {
      body: { name: 'Rule 9L', kind: 'people', parentId: null },
    });
    const rule = { id: byRule.reply.id };
    await world.tara.call(changeGroup, {
      params: rule,
      body: { rules: [{ field: 'form', pattern: '9L', exclude: false }] },
    });
    const membersByRule = async (): Promise<number> =>
      (await world.tara.call(listMembers, { params: rule })).reply.total;
    assert.equal(await membersByRule(), 1);
    const left = await world.tara.call(changePerson, { params: { id: gone.id }, body: { leaver: true } });
    assert.notEqual(left.reply.leftAt, null);
    assert.deepEqual(left.reply.groups, []);
    assert.equal(await membersByRule(), 0);
    const ids = async (leavers: string): Promise<string[]> =>
      (await world.tara.call(listPeople, { query: { leavers, limit: '200' } })).reply.items.map(
        ({ id }) => id,
      );
    assert.ok(!(await ids('without')).includes(gone.id));
    assert.deepEqual(await ids('only'), [gone.id]);
    assert.equal((await world.teacherOf9C.call(showPerson, { params: { id: gone.id } })).status, 404);
    await signIn('gone');
    const unmatched = await world.tara.call(listUnmatched);
    assert.ok(unmatched.reply.items.some((account) => account.accountName === 'gone'));
    const back = await world.tara.call(changePerson, { params: { id: gone.id }, body: { leaver: false } });
    assert.equal(back.reply.leftAt, null);
    assert.equal(await membersByRule(), 1);
    const { items } = (await world.dsl.call(listAudit, { query: { action: 'people.change', limit: '2' } }))
      .reply;
    assert.match(items[0]?.summary ?? '', /Took Gone Away back/);
    assert.match(items[1]?.summary ?? '', /having left/);
  });

  test('says where and when a person was signed in, page by page, within reach', async () => {
    const { pupil } = world.ids;
    await signIn('ana.silva');
    const first = await world.teacherOf8B.call(listPersonSessions, {
      params: { id: pupil },
      query: { limit: '1' },
    });
    assert.equal(first.reply.items.length, 1);
    assert.equal(first.reply.items[0]?.device.name, 'Desk of Ana');
    assert.equal(first.reply.items[0]?.endedAt, null);
    const next = await world.teacherOf8B.call(listPersonSessions, {
      params: { id: pupil },
      query: { after: first.reply.next ?? '' },
    });
    assert.equal(next.reply.items.length, 1);
    assert.notEqual(next.reply.items[0]?.endedAt, null);
    assert.equal((await world.teacherOf9C.call(listPersonSessions, { params: { id: pupil } })).status, 404);
  });
});

describe('accounts that fit nobody', () => {
  test('are listed with whoever is like them, matched with all that they left, and stay matched', async () => {
    const ben = await add('Benedikt Okonkwo', { username: 'okonkwo.b' });
    const captured = await capture(await signIn('Benedikt.Okonkw@home.example'));
    assert.equal(await personOf(captured), null);
    const { reply } = await world.tara.call(listUnmatched);
    const [account] = reply.items;
    assert.equal(account?.accountName, 'benedikt.okonkw@home.example');
    assert.deepEqual([account?.sessions, account?.captures], [1, 1]);
    assert.equal(account?.suggestion?.id, ben.id);
    assert.equal((await world.tara.call(listPeople)).reply.unmatched, reply.total);

    const matched = await world.tara.call(decideAccount, {
      body: { accountName: account?.accountName, personId: ben.id },
    });
    assert.deepEqual(matched.reply, { sessions: 1, captures: 1 });
    assert.equal(await personOf(captured), 'Benedikt Okonkwo');
    const shown = await world.tara.call(showCapture, { params: { id: captured } });
    const history = shown.reply.history.at(-1);
    assert.deepEqual(history?.event, { kind: 'matched', person: 'Benedikt Okonkwo' });
    assert.equal(history?.by?.name, 'Tara Khan');
    assert.equal(
      await personOf(await capture(await signIn('BENEDIKT.okonkw@home.example'))),
      'Benedikt Okonkwo',
    );
    const after = (await world.tara.call(listUnmatched)).reply.items;
    assert.ok(after.every((one) => one.accountName !== account?.accountName));
    const audit = (await world.dsl.call(listAudit, { query: { action: 'people.match', limit: '1' } })).reply
      .items[0];
    assert.match(audit?.summary ?? '', /Benedikt Okonkwo: 1 sessions, 1 captures/);

    const other = await world.tara.call(decideAccount, {
      body: { accountName: account?.accountName, personId: world.ids.pupil },
    });
    assert.equal(other.reason, 'matched-already');
    const back = await world.tara.call(forgetAccount, {
      body: { accountName: account?.accountName, giveBack: true },
    });
    assert.deepEqual(back.reply, { sessions: 2, captures: 2 });
    assert.equal(await personOf(captured), null);
    const again = await world.tara.call(showCapture, { params: { id: captured } });
    assert.equal(again.reply.history.at(-1)?.event.kind, 'unmatched');
  });

  test('that are nobody’s own are not asked about again until that is taken back', async () => {
    await add('Guest Like', { username: 'guestlike' });
    await signIn('library-guest');
    const listed = async (): Promise<boolean> =>
      (await world.tara.call(listUnmatched)).reply.items.some((one) => one.accountName === 'library-guest');
    assert.ok(await listed());
    await world.tara.call(decideAccount, { body: { accountName: 'library-guest', personId: null } });
    assert.ok(!(await listed()));
    const decided = (await world.tara.call(listDecided)).reply.items;
    assert.equal(decided.find((one) => one.accountName === 'library-guest')?.person, null);
    await signIn('library-guest');
    assert.ok(!(await listed()));
    await world.tara.call(forgetAccount, { body: { accountName: 'library-guest', giveBack: false } });
    assert.ok(await listed());
    const unknown = await world.tara.call(decideAccount, {
      body: { accountName: 'never-seen', personId: null },
    });
    assert.equal(unknown.status, 404);
  });

  test('cannot be matched with a leaver or with somebody of another school', async () => {
    const left = await add('Left Already', { username: 'left.already' });
    await world.tara.call(changePerson, { params: { id: left.id }, body: { leaver: true } });
    await signIn('somebody-else');
    for (const personId of [left.id, randomUUID()]) {
      const refused = await world.tara.call(decideAccount, {
        body: { accountName: 'somebody-else', personId },
      });
      assert.deepEqual([refused.status, refused.field], [400, 'personId']);
    }
  });
});
