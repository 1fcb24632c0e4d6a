import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  continueAuditCheck,
  countAudit,
  exportAudit,
  listAudit,
  listAuditChecks,
  listAuditChoices,
  showAudit,
  startAuditCheck,
} from '@lapwing/protocol/features/audit/api.ts';
import { showMe } from '@lapwing/protocol/features/accounts/api.ts';
import { addPerson, showPerson } from '@lapwing/protocol/features/people/api.ts';
import { Client } from 'pg';
import {
  addStaff,
  setUpSchool,
  startTestServer,
  type TestServer,
  type Visitor,
} from '../../../test/harness.ts';
import { startTestDatabase, type TestDatabase } from '../../../test/database.ts';
import { csvRow } from '../../platform/csv/write.ts';
import { verifyAudit } from './verify.ts';

let database: TestDatabase;
let server: TestServer;
let tara: Visitor;
let dpo: Visitor;
let manager: Visitor;
let schoolId: string;
let ana: string;
let owner: Client;

before(async () => {
  database = await startTestDatabase();
  const { host, port, user, password } = database.owner;
  const url = `postgres://${user}:${encodeURIComponent(String(password))}@localhost:${port}/lapwing?host=${encodeURIComponent(String(host))}`;
  server = await startTestServer({ environment: { DATABASE_URL: url } });
  tara = await setUpSchool(server);
  const staff = (name: string, role: string) =>
    addStaff(server, tara, { name, email: `${name.toLowerCase()}@northfield.example`, roles: [role] });
  [dpo, manager] = [await staff('Officer', 'dpo'), await staff('Manager', 'administrator')];
  const added = await tara.call(addPerson, {
    body: { name: 'Ana Silva', username: 'ana', kind: 'pupil', year: '8', form: '8B', groupIds: [] },
  });
  ana = added.reply.id;
  await tara.call(showPerson, { params: { id: ana } });
  owner = new Client(database.owner);
  await owner.connect();
  schoolId =
    (await owner.query<{ school_id: string }>('select school_id from schools')).rows[0]?.school_id ?? '';
});
after(async () => {
  await owner.end();
  await server.stop();
  await database.stop();
});

/** Adds a line as the server does. */
async function line(fields: {
  action: string;
  outcome?: string;
  summary?: string;
  subject?: string | null;
  minutesAgo?: number;
}): Promise<number> {
  await owner.query('begin');
  await owner.query("select pg_advisory_xact_lock(hashtextextended('audit ' || $1, 0))", [schoolId]);
  const rows = await owner.query<{ seq: string }>(
    `insert into audit_entries (school_id, seq, at, actor_id, actor_name, action, summary, subject_kind, subject_id,
       outcome, previous_hash, hash)
     select $1, coalesce(max(seq), 0) + 1, now() - make_interval(mins => $6), 'acc', 'Somebody', $2, $3, 'capture', $4, $5,
       repeat('0', 64), repeat('0', 64) from audit_entries where school_id = $1 returning seq`,
    [
      schoolId,
      fields.action,
      fields.summary ?? 'Did it',
      fields.subject ?? null,
      fields.outcome ?? 'done',
      fields.minutesAgo ?? 0,
    ],
  );
  await owner.query('commit');
  return Number(rows.rows[0]?.seq);
}
const list = async (query: Record<string, string>, who = dpo) => (await who.call(listAudit, { query })).reply;

describe('the chain is checked', () => {
  const walk = async () => {
    const { id } = (await dpo.call(startAuditCheck)).reply;
    for (;;) {
      const { reply } = await dpo.call(continueAuditCheck, { params: { id } });
      if (reply.endedAt !== null) return reply;
    }
  };

  test('found whole, with its head, and kept', async () => {
    const check = await walk();
    assert.equal(check.problem, null);
    assert.ok(check.entries > 5);
    const { checks } = (await dpo.call(listAuditChecks)).reply;
    assert.deepEqual(
      [checks[0]?.head, checks[0]?.by.name, checks[0]?.endedAt],
      [check.head, 'Officer', check.endedAt],
    );
    const { items } = await list({ action: 'audit.check-result' });
    assert.match(items[0]?.summary ?? '', new RegExp(`whole, ${check.entries} entries, head ${check.head}`));
    const shown = await dpo.call(showAudit, { params: { seq: '2' } });
    assert.deepEqual(
      [shown.reply.intact, shown.reply.before?.seq, shown.reply.next?.seq, shown.reply.previousHash],
      [true, 1, 3, shown.reply.before?.hash],
    );
  });

  test('what somebody with all rights on the database changes is found', async () => {
    const verified = () => verifyAudit(server.server.db, schoolId);
    assert.equal((await verified()).problem, null);
    const { rows } = await owner.query<{ summary: string }>(
      'select summary from audit_entries where school_id = $1 and seq = 3',
      [schoolId],
    );
    const put = (summary: string | undefined) =>
      owner.query('update audit_entries set summary = $2 where school_id = $1 and seq = 3', [
        schoolId,
        summary,
      ]);
    await put('Nothing to see here');
    assert.deepEqual((await verified()).problem, { seq: 3, problem: 'changed' });
    const check = await walk();
    assert.deepEqual([check.problem, check.entries], [{ seq: 3, problem: 'changed' }, 2]);
    assert.equal((await list({ action: 'audit.check-result' })).items[0]?.outcome, 'failed');
    assert.equal((await dpo.call(showAudit, { params: { seq: '3' } })).reply.intact, false);
    await put(rows[0]?.summary);
    assert.equal((await verified()).problem, null);
  });

  test('also that the end was cut off, or all of it written anew', async () => {
    const known = await walk();
    const verified = () => verifyAudit(server.server.db, schoolId);
    // What the check compares with is changed instead of the chain: the record of the test stays.
    await owner.query('update audit_checks set entries = entries + 1000 where id = $1', [known.id]);
    const cut = await verified();
    assert.deepEqual(cut.problem, { seq: cut.entries + 1, problem: 'missing' });
    await owner.query("update audit_checks set entries = 4, head = repeat('f', 64) where id = $1", [
      known.id,
    ]);
    await owner.query('update audit_checks set entries = 1 where id <> $1 and problem is null', [known.id]);
    assert.deepEqual((await verified()).problem, { seq: 4, problem: 'changed' });
    await owner.query('delete from audit_checks');
    assert.equal((await verified()).problem, null);
  });
});

describe('the audit is searched', () => {
  test('by person, kind, dates, outcome and words', async () => {
    const { items: all } = await list({ limit: '200' });
    const middle = all[Math.floor(all.length / 2)]?.at ?? '';
    const spans = await Promise.all([
      list({ until: middle, limit: '200' }),
      list({ from: middle, limit: '200' }),
    ]);
    const [earlier, later] = spans.map(({ items }) => items.map(({ seq }) => seq));
    assert.deepEqual(
      earlier,
      all.filter(({ at }) => at < middle).map(({ seq }) => seq),
    );
    assert.deepEqual(
      later?.slice(-3),
      all
        .filter(({ at }) => at >= middle)
        .map(({ seq }) => seq)
        .slice(-3),
    );
    assert.deepEqual((await list({ from: '2099-01-01T00:00:00.000Z' })).items, []);
    const capture = crypto.randomUUID();
    const old = await line({
      action: 'evidence.view',
      summary: 'Opened 100% of it',
      subject: capture,
      minutesAgo: 9000,
    });
    const one = await list({ search: '100%' });
    assert.deepEqual([one.items.map(({ seq }) => seq), one.total], [[old], { lines: 1, more: false }]);
    assert.deepEqual((await list({ search: '0_%' })).items, []);
    assert.deepEqual(
      (await list({ action: 'evidence.' })).items.map(({ seq }) => seq),
      [old],
    );
    const about = (await list({ personId: ana })).items.map(({ action }) => action);
    assert.deepEqual(about.sort(), ['people.add', 'people.view']);
    const { actors, actions } = (await dpo.call(listAuditChoices)).reply;
    assert.ok(actions.includes('people.view') && actors.some(({ name }) => name === 'Tara Khan'));
    assert.deepEqual([...new Set(actions)], actions);
    const { fresh } = (await dpo.call(countAudit, { query: { since: String(old) } })).reply;
    assert.equal(fresh.lines, 0, 'one’s own looking is not news');
    await tara.call(showPerson, { params: { id: ana } });
    assert.equal((await dpo.call(countAudit, { query: { since: String(old) } })).reply.fresh.lines, 1);
  });

  test('what was opened and never ended is said, each end closing the latest opening', async () => {
    const subject = crypto.randomUUID();
    const opened = (minutesAgo: number) =>
      line({ action: 'evidence.view', outcome: 'opened', subject, minutesAgo });
    const ended = (outcome: string) =>
      line({ action: 'evidence.view-ended', outcome, subject, minutesAgo: 30 });
    const [lost, closed] = [await opened(50), await opened(40)];
    const end = await ended('failed');
    const now = await opened(0);
    const { items } = await list({ subjectId: subject, outcome: 'unfinished' });
    assert.deepEqual(
      items.map(({ seq, unfinished }) => [seq, unfinished]),
      [[lost, true]],
    );
    const partners = async (seq: number) =>
      (await dpo.call(showAudit, { params: { seq: String(seq) } })).reply.partner?.seq ?? null;
    assert.deepEqual(
      [await partners(closed), await partners(end), await partners(lost), await partners(now)],
      [end, closed, null, null],
    );
  });

  test('who may not know whom it was about finds nothing by them either', async () => {
    const subject = crypto.randomUUID();
    await line({ action: 'captures.view', summary: 'Looked at a capture of Wrenna Quill', subject });
    assert.equal((await list({ search: 'wrenna' })).total.lines, 1);
    for (const query of [{ search: 'wrenna' }, { subjectId: subject }] as const) {
      const told = await list(query, manager);
      assert.deepEqual([told.items, told.total.lines], [[], 0]);
    }
    const { items } = await list({ action: 'captures.view' }, manager);
    assert.deepEqual(
      [items[0]?.summary, items[0]?.subject],
      ['Acted on something that you may not see', null],
    );
    const file = await fetchText(manager);
    assert.ok(!file.includes('Wrenna'));
  });

  const fetchText = async (who: Visitor): Promise<string> => {
    const answer = await fetch(`${server.url}${exportAudit.path}`, { headers: { cookie: who.cookie() } });
    assert.equal(answer.headers.get('content-type'), 'text/csv; charset=utf-8');
    return answer.text();
  };

  test('a file of it holds no formula, and stands in the audit as opened and ended', async () => {
    await line({ action: 'people.add', summary: '=HYPERLINK("http://x","y")' });
    const text = await fetchText(dpo);
    assert.match(text, /,"'=HYPERLINK\(""http:\/\/x"",""y""\)",/);
    assert.equal(csvRow([' =1', '+1', '@a', '-1', 'a']), `' =1,'+1,'@a,'-1,a\r\n`);
    // The second line is written once the answer has left.
    const officer = (await dpo.call(showMe)).reply.account.id;
    const outcomes = async (): Promise<string[]> =>
      (await list({ action: 'audit.', actorId: officer })).items
        .filter(({ action }) => action.startsWith('audit.export'))
        .map(({ outcome }) => outcome);
    while ((await outcomes()).length < 2);
    assert.deepEqual(await outcomes(), ['done', 'opened']);
  });
});

test('the application cannot change, remove or empty what is a record, nor switch off what guards it', async () => {
  const app = new Client(database.owner);
  await app.connect();
  // As if it had signed in as this role: what the program works with.
  await app.query('set session authorization lapwing_app');
  try {
    for (const table of ['audit_entries', 'captures_history']) {
      for (const statement of [
        `update ${table} set school_id = school_id`,
        `delete from ${table}`,
        `truncate ${table}`,
        `alter table ${table} disable trigger all`,
        `alter table ${table} disable row level security`,
        `drop table ${table}`,
        `create rule nothing as on insert to ${table} do instead nothing`,
        `set session_replication_role = replica`,
      ]) {
        await app.query('begin');
        await app.query("select set_config('lapwing.school_id', $1, true)", [schoolId]);
        await assert.rejects(app.query(statement), /permission denied|must be owner/, statement);
        await app.query('rollback');
      }
    }
  } finally {
    await app.end();
  }
});
