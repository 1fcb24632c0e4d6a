import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { listMails, sendMailAgain } from '@lapwing/protocol/features/alerts/api.ts';
import { showChain } from '@lapwing/protocol/features/alerts/chain.api.ts';
import { saveMailServer } from '@lapwing/protocol/features/alerts/mail-server.api.ts';
import { saveMyAlerts } from '@lapwing/protocol/features/alerts/mine.api.ts';
import { showCapture } from '@lapwing/protocol/features/captures/api.ts';
import { listPolicies } from '@lapwing/protocol/features/policies/api.ts';
import { applyChange } from '@lapwing/protocol/features/policies/changes.api.ts';
import { startTestServer, type TestServer, type Visitor } from './harness.ts';
import {
  refusal,
  report,
  startMailServer,
  testClock,
  type Taken,
  type TestMailServer,
} from './mail-world.ts';
import { makeWorld, PUPIL, type World } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A Wednesday in term, by the built-in week of lessons from 8:50 to 15:20. */
const IN_SCHOOL = '2026-11-18T10:00:00Z';

const folder = mkdtempSync(join(tmpdir(), 'lapwing-alerts-'));
const clock = testClock();
let server: TestServer;
let world: World;
let mail: TestMailServer;

before(async () => {
  server = await startTestServer({ folder, alertsClock: clock });
  mail = await startMailServer();
  world = await makeWorld(server);
  clock.set(IN_SCHOOL);
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
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Waits until the server has noted of all mails that are on their way what came of them: only then may days pass. */
async function settled(): Promise<void> {
  await logUntil(({ items }) => items.every(({ state, attempts }) => state !== 'waiting' || attempts === 0));
}

test('a Severe capture that nobody is named for goes to whoever answers for captures, at once, without a word of it', async () => {
  await useMail();
  const began = performance.now();
  const id = await report(world, 'severe');
  const taken = await mail.until(2);
  const ms = performance.now() - began;
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
  clock.set(IN_SCHOOL);
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

test('a process that ends while a mail is on its way sends it again with the same Message-ID', async () => {
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
