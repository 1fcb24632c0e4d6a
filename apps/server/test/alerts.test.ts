import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { changeStaff } from '@lapwing/protocol/features/accounts/api.ts';
import { askPopUps, listMails, sendMailAgain } from '@lapwing/protocol/features/alerts/api.ts';
import { saveChain, showChain } from '@lapwing/protocol/features/alerts/chain.api.ts';
import {
  saveMailServer,
  showMailServer,
  testMailServer,
} from '@lapwing/protocol/features/alerts/mail-server.api.ts';
import { saveMyAlerts } from '@lapwing/protocol/features/alerts/mine.api.ts';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { showCapture } from '@lapwing/protocol/features/captures/api.ts';
import { escalateCapture, listCaptureStaff } from '@lapwing/protocol/features/captures/triage.api.ts';
import { listPolicies } from '@lapwing/protocol/features/policies/api.ts';
import { applyChange } from '@lapwing/protocol/features/policies/changes.api.ts';
import { saveThreshold } from '@lapwing/protocol/features/thresholds/api.ts';
import { sql } from 'kysely';
import type { SchoolTx } from '../src/platform/db/database.ts';
import { startTestServer, type TestServer, type Visitor } from './harness.ts';
import {
  refusal,
  report,
  startMailServer,
  testClock,
  type Taken,
  type TestMailServer,
} from './mail-world.ts';
import { makeWorld, PUPIL, putSigned, type World } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** In the built-in week lessons are from 8:50 to 15:20, Monday to Friday. */
const FIRST_WEDNESDAY = Date.parse('2026-11-18T10:00:00Z');
const WEEK = 7 * 24 * HOUR;
let weeks = -1;

const folder = mkdtempSync(join(tmpdir(), 'lapwing-alerts-'));
const clock = testClock();
/** To another Wednesday morning in term: what was sent before is long ago. */
function nextWednesday(): void {
  weeks += 1;
  clock.set(new Date(FIRST_WEDNESDAY + weeks * WEEK).toISOString());
}
let server: TestServer;
let world: World;
let mail: TestMailServer;

before(async () => {
  // The server is started twice on it; compiled packs are shared with other tests, as the harness does.
  const packs = join(tmpdir(), 'lapwing-test-packs');
  mkdirSync(packs, { recursive: true });
  symlinkSync(packs, join(folder, 'packs'));
  server = await startTestServer({ folder, alertsClock: clock });
  mail = await startMailServer();
  world = await makeWorld(server);
  nextWednesday();
});
after(async () => {
  await server.stop();
  await mail.close();
  rmSync(folder, { recursive: true, force: true });
});

function settings(port: number, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    host: '127.0.0.1',
    port,
    tls: 'none',
    userName: null,
    password: null,
    fromAddress: 'lapwing@northfield.example',
    fromName: '',
    replyTo: null,
    attachScreenshot: false,
    ...more,
  };
}
async function useMail(options: Parameters<typeof startMailServer>[0] = {}): Promise<TestMailServer> {
  await mail.close();
  mail = await startMailServer(options);
  const saved = await world.tara.call(saveMailServer, { body: settings(mail.port) });
  assert.equal(saved.status, 200, saved.reason ?? '');
  return mail;
}
async function name(
  entries: ReadonlyArray<{
    account: Visitor & { id: string };
    from: string;
    email?: boolean;
    popUp?: boolean;
  }>,
): Promise<void> {
  const { base } = (await world.tara.call(listPolicies)).reply;
  const value =
    entries.length === 0
      ? null
      : {
          entries: entries.map(({ account, from, email, popUp }) => ({
            accountId: account.id,
            from,
            policies: null,
            popUp: popUp ?? true,
            email: email ?? true,
          })),
        };
  const changed = await world.tara.call(applyChange, {
    body: {
      base,
      reason: 'Who is told.',
      edits: [{ kind: 'recipients', groupId: world.ids.group8B, value }],
    },
  });
  assert.equal(changed.status, 200, changed.reason ?? '');
}
const to = (taken: readonly Taken[]): string[] => taken.map((each) => each.to.split('@')[0] ?? '').sort();
const log = async (query: Record<string, string> = {}) => (await world.tara.call(listMails, { query })).reply;
/** Looks at the log until it is as expected: the sender works beside the test. */
async function logUntil(
  is: (reply: Awaited<ReturnType<typeof log>>) => boolean,
): Promise<Awaited<ReturnType<typeof log>>> {
  for (const end = Date.now() + 10_000; ;) {
    const reply = await log();
    if (is(reply) || Date.now() > end) return reply;
    await pause(50);
  }
}

/** Waits until the server has noted of all mails that are on their way what came of them: only then may days pass. */
async function settled(): Promise<void> {
  await logUntil(({ items }) => items.every(({ state, attempts }) => state !== 'waiting' || attempts === 0));
}

test('a Severe capture that nobody is named for goes to whoever answers for captures, at once, without a word of it', async (context) => {
  await useMail();
  const began = performance.now();
  const id = await report(world, 'severe');
  const taken = await mail.until(2);
  const ms = performance.now() - began;
  context.diagnostic(`${Math.round(ms)} ms from the device to the mail server`);
  assert.ok(ms < 10_000, `${ms} ms from the device to the mail server`);
  assert.deepEqual(to(taken), ['lead', 'tara.khan']);
  const { parsed, raw } = taken[0] ?? assert.fail('no mail');
  assert.equal(parsed.subject, 'Severe capture: Year 8, Suicide');
  const text = parsed.text ?? '';
  const html = String(parsed.html);
  for (const part of [text, html]) {
    assert.match(part, new RegExp(PUPIL));
    assert.ok(part.includes(`/captures/${id}`));
    assert.doesNotMatch(part, /flimmer|Secret title|secret-address/);
  }
  assert.doesNotMatch(html, /<img|<script|https?:\/\/(?!127|localhost)/);
  assert.match(html, /color-scheme/);
  assert.match(raw, /^Message-ID: <[0-9a-f-]{36}@northfield\.example>/im);
  assert.match(raw, /^Auto-Submitted: auto-generated/im);
  await logUntil(({ items }) => items.length === 2 && items.every(({ state }) => state === 'sent'));
  const { history } = (await world.tara.call(showCapture, { params: { id } })).reply;
  const told = history.flatMap(({ event }) => (event.kind === 'alerted' ? [event.what] : []));
  assert.deepEqual(told.sort(), ['Lead was told by e-mail.', 'Tara Khan was told by e-mail.']);
});

test('whoever is named is told: of Severe ones at once, of others within five minutes in one mail; and nobody else', async () => {
  await useMail();
  await name([
    { account: world.teacherOf8B, from: 'moderate' },
    { account: world.teacherOf9C, from: 'minor' },
  ]);
  await report(world, 'moderate');
  await report(world, 'minor');
  await report(world, 'moderate');
  const owed = await logUntil(({ items }) => items.some(({ captures }) => captures === 2));
  assert.equal(owed.items[0]?.state, 'waiting');
  clock.forward(6 * MINUTE);
  const [digest] = await mail.until(1);
  // The teacher of 9C is named and may not see the pupil: nothing is sent, and nothing of it stands in the log.
  assert.deepEqual(to(mail.taken), ['eight']);
  assert.equal(digest?.parsed.subject, '2 captures, the worst Moderate');
  assert.equal((digest?.parsed.text ?? '').split(PUPIL).length, 2, 'one part for each person');
});

test('outside school hours what is not Severe waits for the next school morning, unless somebody asks otherwise', async () => {
  await useMail();
  await name([
    { account: world.teacherOf8B, from: 'moderate' },
    { account: world.dsl, from: 'moderate' },
  ]);
  await world.dsl.call(saveMyAlerts, {
    body: { popUp: 'minor', outsideHours: true, daily: false, weekly: false },
  });
  clock.set('2026-11-20T16:05:00Z');
  await report(world, 'moderate');
  await logUntil(({ items }) => items.filter(({ state }) => state === 'waiting').length === 2);
  clock.forward(6 * MINUTE);
  assert.deepEqual(to(await mail.until(1)), ['lead']);
  await report(world, 'severe');
  assert.deepEqual(to(await mail.until(3)), ['eight', 'lead', 'lead']);
  await settled();
  clock.set('2026-11-23T08:50:10Z');
  assert.deepEqual(to(await mail.until(4)), ['eight', 'eight', 'lead', 'lead']);
});

test('with the mail server down for an hour each alert is delivered once when it is back, and the page says what happened', async () => {
  nextWednesday();
  await useMail();
  await name([{ account: world.teacherOf8B, from: 'severe' }]);
  await mail.close();
  const { port } = mail;
  await report(world, 'severe');
  await report(world, 'severe');
  const down = await logUntil(({ health }) => health.state === 'failing');
  assert.match(down.health.problem ?? '', /refused the connection.*port is right/);
  assert.ok(down.items.some(({ state, lastError }) => state === 'waiting' && lastError !== null));
  for (let tries = 0; tries < 3; tries += 1) {
    const before = (await log()).health.nextTryAt ?? '';
    clock.forward(20 * MINUTE);
    await logUntil(({ health }) => (health.nextTryAt ?? '') > before);
  }
  assert.equal((await log()).health.waiting, 2);
  mail = await startMailServer({ port });
  clock.forward(16 * MINUTE);
  assert.deepEqual(to(await mail.until(2)), ['eight', 'eight']);
  const back = await logUntil(({ health }) => health.waiting === 0);
  assert.equal(back.health.state, 'working');
  clock.forward(HOUR);
  await report(world, 'severe');
  assert.equal((await mail.until(3)).length, 3, 'nothing was sent twice');
});

test('one refused recipient keeps nobody else from being told, is shown as given up, and can be sent again', async () => {
  let refuses = true;
  await useMail({
    rcpt: (address) =>
      refuses && address.startsWith('eight') ? refusal(550, '5.1.1 No such mailbox') : null,
  });
  await name([
    { account: world.teacherOf8B, from: 'severe' },
    { account: world.dsl, from: 'severe' },
  ]);
  await report(world, 'severe');
  assert.deepEqual(to(await mail.until(1)), ['lead']);
  const { items } = await logUntil((reply) => reply.health.dead === 1);
  const [dead] = items;
  assert.equal(dead?.state, 'dead', 'what was given up stands first');
  assert.match(dead?.lastError ?? '', /address was refused \(it answered: 550.*No such mailbox\)/);
  refuses = false;
  const again = await world.tara.call(sendMailAgain, { params: { id: dead?.id ?? '' } });
  assert.equal(again.status, 200);
  assert.deepEqual(to(await mail.until(2)), ['eight', 'lead']);
});

test('a mailbox that asks to try later gets its mail later, once; a slow one holds nobody up', async () => {
  let greylisted = true;
  let release = (): void => undefined;
  const slow = new Promise<void>((resolve) => (release = resolve));
  await useMail({
    rcpt(address) {
      if (!greylisted || !address.startsWith('lead')) return null;
      greylisted = false;
      return refusal(451, '4.7.1 Try again later');
    },
    data: (address) => (address.startsWith('eight') ? slow : Promise.resolve()),
  });
  const tara = { ...world.tara, id: await taraId() };
  await name([
    { account: world.teacherOf8B, from: 'severe' },
    { account: world.dsl, from: 'severe' },
    { account: tara, from: 'severe' },
  ]);
  await report(world, 'severe');
  assert.deepEqual(to(await mail.until(1)), ['tara.khan'], 'a slow mailbox held it up');
  await logUntil(({ items }) => items.some(({ lastError }) => lastError?.includes('try later') === true));
  release();
  assert.deepEqual(to(await mail.until(2)), ['eight', 'tara.khan']);
  clock.forward(MINUTE);
  assert.deepEqual(to(await mail.until(3)), ['eight', 'lead', 'tara.khan']);
  await logUntil(({ health }) => health.waiting === 0);
  assert.equal(mail.taken.length, 3);
});

async function taraId(): Promise<string> {
  const { staff } = (await world.tara.call(showChain)).reply;
  return staff.find((one) => one.name === 'Tara Khan')?.id ?? '';
}

test('a Severe capture at 16:05 on a Friday reaches whoever covers, then the chain, until somebody opens it', async () => {
  await useMail();
  await name([]);
  const { staff, revision } = (await world.tara.call(showChain)).reply;
  const id = (who: string): string => staff.find((one) => one.name === who)?.id ?? '';
  const chain = {
    steps: [
      { accountId: id('Tara Khan'), minutes: 30 },
      { accountId: id('Lead'), minutes: 30 },
    ],
    outside: { kind: 'person', accountId: id('Tara Khan'), minutes: 20 },
    covers: [{ accountId: id('Tara Khan'), byAccountId: id('Eight'), from: '2026-12-18', to: '2027-01-04' }],
  };
  const saved = await world.tara.call(saveChain, { body: { chain, revision } });
  assert.equal(saved.status, 200, saved.reason ?? '');
  assert.equal((await world.tara.call(saveChain, { body: { chain, revision } })).status, 409);
  // Those who are named hear of it anyhow; the chain is for when nobody opens it.
  await name([{ account: world.dsl, from: 'severe' }]);

  clock.set('2026-12-18T16:05:00Z');
  const now = (await world.tara.call(showChain)).reply.now;
  assert.equal(now.inSchool, false);
  assert.deepEqual(
    now.places.map(({ person, insteadOf, afterMinutes }) => [person.name, insteadOf?.name, afterMinutes]),
    [
      ['Eight', 'Tara Khan', 0],
      ['Lead', undefined, 20],
    ],
  );
  const captureId = await report(world, 'severe');
  assert.deepEqual(to(await mail.until(2)), ['eight', 'lead']);
  await settled();
  clock.forward(21 * MINUTE);
  const third = (await mail.until(3))[2];
  assert.equal(third?.parsed.subject, 'Not opened yet: Severe capture: Year 8, Suicide');
  assert.equal(third?.to, 'lead@northfield.example');
  await settled();
  const { history } = (await world.teacherOf8B.call(showCapture, { params: { id: captureId } })).reply;
  const told = history.flatMap(({ event }) => (event.kind === 'alerted' ? [event.what] : []));
  assert.ok(
    told.includes('Goes to Eight, who covers for Tara Khan, who has 20 minutes to open it.'),
    told.join(' | '),
  );
  assert.ok(
    told.includes('Nobody had opened it after 21 minutes: goes to Lead, who has 30 minutes to open it.'),
    told.join(' | '),
  );
  // Both have been told: nobody is left to pass it on to. Of one that nobody has heard of, nobody is offered themselves.
  const left = (await world.teacherOf8B.call(listCaptureStaff, { params: { id: captureId } })).reply;
  assert.deepEqual(
    [left.next, left.why],
    [null, 'Everybody else in the chain who is there has been told already.'],
  );
  const minor = await report(world, 'minor');
  const offered = async (asks: typeof world.tara): Promise<string | undefined> =>
    (await asks.call(listCaptureStaff, { params: { id: minor } })).reply.next?.name;
  assert.equal(await offered(world.tara), 'Eight');
  assert.equal(await offered(world.teacherOf8B), 'Lead');
  // It has just been opened: nobody else is told, however long it takes.
  clock.forward(HOUR);
  const other = await report(world, 'severe');
  await mail.until(5);
  await settled();
  assert.equal(mail.taken.filter(({ parsed }) => parsed.text?.includes(captureId)).length, 3);
  // Nobody opens the second: the chain ends, and says so.
  clock.forward(21 * MINUTE);
  await mail.until(6);
  await settled();
  clock.forward(31 * MINUTE);
  assert.ok(await pollHistory(other, /Everybody in the chain has been told/));
  const nobody = { steps: [], outside: { kind: 'chain' }, covers: [] };
  await world.tara.call(saveChain, { body: { chain: nobody, revision: saved.reply.revision } });
  nextWednesday();
});

/** Read past the routes: to open the capture would end its chain. */
async function historyWords(tx: SchoolTx, captureId: string): Promise<string[]> {
  const rows = await sql<{ words: string }>`
    select words from captures_history where capture_id = ${captureId} and kind = 'alerted'`.execute(
    tx.kysely,
  );
  return rows.rows.map(({ words }) => words);
}

async function pollHistory(id: string, wanted: RegExp): Promise<boolean> {
  for (const last = Date.now() + 10_000; Date.now() < last;) {
    const rows = await server.server.db.inSchool(world.ids.school, (tx) => historyWords(tx, id));
    if (rows.some((words) => wanted.test(words))) return true;
    await pause(50);
  }
  return false;
}

test('who may not see the capture any more when the mail is due gets nothing, and the log says why', async () => {
  await useMail();
  await mail.close();
  const { port } = mail;
  await name([{ account: world.teacherOf8B, from: 'severe' }]);
  await report(world, 'severe');
  await logUntil(({ health }) => health.state === 'failing');
  await world.tara.call(changeStaff, { params: { id: world.teacherOf8B.id }, body: { disabled: true } });
  mail = await startMailServer({ port });
  clock.forward(20 * MINUTE);
  const { items } = await logUntil((reply) =>
    reply.items.some(({ state, recipient }) => state === 'dropped' && recipient.name === 'Eight'),
  );
  const dropped = items.find(({ state }) => state === 'dropped');
  assert.match(dropped?.lastError ?? '', /disabled or gone/);
  assert.ok(mail.taken.every((each) => !each.to.startsWith('eight')));
  await world.tara.call(changeStaff, { params: { id: world.teacherOf8B.id }, body: { disabled: false } });
});

test('a summary goes once to whoever wants it, with figures and no name', async () => {
  await useMail();
  await name([]);
  clock.set('2026-11-18T15:50:00Z');
  await world.dsl.call(saveMyAlerts, {
    body: { popUp: 'severe', outsideHours: false, daily: true, weekly: false },
  });
  clock.set('2026-11-18T16:00:05Z');
  await report(world, 'minor');
  const [summary] = await mail.until(1);
  assert.match(summary?.parsed.subject ?? '', /^Today: \d+ captures, \d+ open$/);
  assert.doesNotMatch(summary?.parsed.text ?? '', new RegExp(PUPIL));
  await settled();
  await report(world, 'minor');
  clock.forward(10 * MINUTE);
  await report(world, 'minor');
  assert.equal((await log()).items.filter(({ kind }) => kind === 'summary-daily').length, 1);
  nextWednesday();
});

test('the screenshot goes with a Severe mail only if the school chose so, and a sealed one never', async () => {
  await useMail();
  nextWednesday();
  const body = settings(mail.port, { attachScreenshot: true });
  assert.equal((await world.tara.call(saveMailServer, { body })).status, 200);
  await name([{ account: world.dsl, from: 'severe' }]);
  const sendWithPicture = async (more: { policy?: string }): Promise<string> => {
    const [id, evidence] = [randomUUID(), randomUUID()];
    const bytes = world.screenshot;
    await report(world, 'severe', {
      ...more,
      id,
      evidence: {
        state: 'coming',
        id: evidence,
        kind: 'screenshot',
        mediaType: 'image/jpeg',
        bytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        takenAt: new Date().toISOString(),
      },
    });
    const device = { schoolId: world.ids.school, deviceId: world.ids.device };
    const put = await putSigned(server.url, world.device, device, `/agent/evidence/${id}/${evidence}`, bytes);
    assert.equal(put.status, 200);
    return id;
  };
  const open = await sendWithPicture({});
  clock.forward(5000);
  const [first] = await mail.until(1);
  assert.equal(first?.parsed.attachments[0]?.contentType, 'image/jpeg');
  await settled();
  const { items } = (await world.tara.call(listAudit, { query: { action: 'alerts.screenshot' } })).reply;
  assert.equal(items[0]?.subject?.id, open);
  const sealed = await sendWithPicture({ policy: 'illegal-content' });
  clock.forward(5000);
  const second = (await mail.until(2))[1];
  assert.ok(second?.parsed.text?.includes(sealed));
  assert.deepEqual(second?.parsed.attachments, []);
  await settled();
  await name([]);
});

test('whoever a capture is escalated to is told, and to look at it oneself does not end their time', async () => {
  await useMail();
  const id = await report(world, 'moderate');
  const { revision } = (await world.tara.call(showCapture, { params: { id } })).reply;
  const escalated = await world.tara.call(escalateCapture, {
    params: { id },
    body: { accountId: world.dsl.id, rationale: 'Please ring home.', revision, whole: false },
  });
  assert.equal(escalated.status, 200, escalated.reason ?? '');
  const [told] = await mail.until(1);
  assert.equal(told?.to, 'lead@northfield.example');
  assert.equal(told?.parsed.subject, 'Escalated to you: Moderate capture: Year 8, Suicide');
  assert.match(told?.parsed.text ?? '', /Tara Khan has escalated it to you/);
  assert.doesNotMatch(told?.raw ?? '', /ring home/);
  await settled();
  await world.tara.call(showCapture, { params: { id } });
  clock.forward(31 * MINUTE);
  assert.ok(await pollHistory(id, /Everybody in the chain has been told/));
});

test('nothing that a pupil wrote, read or is called stands in the queue', async () => {
  const kept = await server.server.db.inSchool(world.ids.school, async (tx) => {
    const rows = await sql<{ row: string }>`
      select to_jsonb(m)::text as row from alerts_mails m union all
      select to_jsonb(c)::text from alerts_mail_captures c union all
      select to_jsonb(w)::text from alerts_watches w union all
      select to_jsonb(o)::text from alerts_owed o`.execute(tx.kysely);
    return rows.rows.map(({ row }) => row);
  });
  assert.ok(kept.length > 20);
  for (const row of kept) assert.doesNotMatch(row, /flimmer|Secret|Ana|Silva|docs\.example/);
  assert.doesNotMatch(server.logged(), /flimmer|Secret title|Ana Silva/);
});

test('of a flood of Severe captures the first few go one by one, the rest together within seconds', async () => {
  await useMail();
  await name([{ account: world.dsl, from: 'severe' }]);
  nextWednesday();
  for (let count = 0; count < 12; count += 1) await report(world, 'severe');
  await mail.until(5);
  await settled();
  // The last of them may still be on its way into the mail that gathers them.
  await logUntil(({ items }) => items.some(({ state, captures }) => state === 'waiting' && captures === 7));
  assert.equal(mail.taken.length, 5);
  clock.forward(7000);
  const last = (await mail.until(6)).at(-1);
  assert.equal(last?.parsed.subject, '7 captures, the worst Severe');
  await settled();
  assert.equal(mail.taken.length, 6);
  await name([]);
});

test('captures pop up for those who are named, where nobody is for everybody, as each has chosen', async () => {
  const severe = await report(world, 'severe');
  const minor = await report(world, 'minor');
  const popsUp = async (who: Visitor): Promise<string[]> => {
    const { ids } = (await who.call(askPopUps, { body: { ids: [severe, minor] } })).reply;
    return ids.map((id) => (id === severe ? 'severe' : 'minor'));
  };
  assert.deepEqual(await popsUp(world.tara), ['severe', 'minor']);
  assert.deepEqual(await popsUp(world.dsl), ['severe'], 'she has chosen Severe ones alone');
  assert.deepEqual(await popsUp(world.teacherOf9C), [], 'a teacher of another class');
  await name([{ account: world.dsl, from: 'moderate', email: false }]);
  assert.deepEqual(await popsUp(world.tara), ['minor'], 'nobody is named for Minor ones');
  assert.deepEqual(await popsUp(world.dsl), ['severe']);
  // Named and out of sight is not named.
  await name([{ account: world.teacherOf9C, from: 'minor' }]);
  assert.deepEqual(await popsUp(world.tara), ['severe', 'minor']);
});

test('the password of the mail server is asked for again when it would go elsewhere, and is never given out', async () => {
  await useMail();
  const secret = 'hunter2-of-the-mailbox';
  const body = settings(mail.port, { userName: 'lapwing', password: secret, tls: 'starttls' });
  assert.equal((await world.tara.call(saveMailServer, { body })).status, 200);
  const shown = await world.tara.call(showMailServer);
  assert.ok(!JSON.stringify(shown.reply).includes(secret));
  const kept = { ...body, password: null };
  assert.equal((await world.tara.call(saveMailServer, { body: kept })).status, 200, 'the same server');
  for (const elsewhere of [
    { host: 'evil.example' },
    { port: mail.port + 1 },
    { userName: 'other' },
    { tls: 'none' },
  ]) {
    const answer = await world.tara.call(testMailServer, { body: { ...kept, ...elsewhere } });
    assert.deepEqual([answer.status, answer.field], [400, 'password'], JSON.stringify(elsewhere));
  }
  assert.ok(!server.logged().includes(secret));
});

test('whoever a threshold rule names is told when it acts, and nobody when it does not', async () => {
  await useMail();
  nextWednesday();
  await settled();
  await name([]);
  const id = randomUUID();
  const rule = {
    name: 'Betting',
    enabled: true,
    count: 2,
    severity: 'minor',
    policies: ['gambling'],
    days: 7,
    group: null,
    staff: [world.teacherOf8B.id],
  };
  const saved = await world.tara.call(saveThreshold, { params: { id }, body: { rule, revision: null } });
  assert.equal(saved.status, 200, saved.reason ?? '');
  await report(world, 'minor', { policy: 'gambling', term: 'gambling.bet' });
  await report(world, 'minor', { policy: 'gambling', term: 'gambling.bet' });
  const sent = await logUntil(({ items }) =>
    items.some(({ kind, state }) => kind === 'threshold' && state === 'sent'),
  );
  const ofRule = sent.items.filter(({ kind }) => kind === 'threshold');
  assert.deepEqual(
    ofRule.map(({ recipient }) => recipient.id),
    [world.teacherOf8B.id],
  );
  const taken = await mail.until(1);
  const told = taken.find(({ parsed }) =>
    (parsed.subject ?? '').startsWith('A threshold rule acted: Minor capture: '),
  );
  assert.ok(told !== undefined && !told.raw.includes('flimmer'));
  await world.tara.call(saveThreshold, {
    params: { id },
    body: { rule: { ...rule, enabled: false }, revision: saved.reply.revision },
  });
});

test('a process that ends while a mail is on its way sends it again with the same Message-ID', async () => {
  await useMail();
  clock.forward(5 * MINUTE);
  await logUntil(({ items }) => items.every(({ state, kind }) => state !== 'waiting' || kind === 'digest'));
  let hang = true;
  const seen: string[] = [];
  await useMail({
    data(_to, raw) {
      seen.push(/^Message-ID: (.*)$/im.exec(raw)?.[1] ?? '');
      return hang ? new Promise(() => undefined) : Promise.resolve();
    },
  });
  await name([{ account: world.teacherOf8B, from: 'severe' }]);
  const asked = mail.asked();
  await report(world, 'severe');
  await asked;
  world.line.socket.close();
  await server.stop();
  hang = false;
  server = await startTestServer({ folder, alertsClock: clock });
  clock.forward(3 * MINUTE);
  await mail.until(1);
  assert.equal(seen.length, 2);
  assert.equal(seen[0], seen[1]);
});
