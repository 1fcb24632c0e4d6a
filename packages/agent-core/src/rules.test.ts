/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilePack } from '@lapwing/detection/compile.ts';
import type { Term } from '@lapwing/detection/term.ts';
import type { CaptureReported } from '@lapwing/protocol/features/captures/reported.event.ts';
import type { WatchRules } from '@lapwing/protocol/features/policies/rules.ts';
import type { StateDocument } from '@lapwing/protocol/features/state/document.event.ts';
import { applied, connectedRig, createRig, HERE, type Rig, typed, until } from './test/rig.ts';
import { CODE, SERVER } from './test/fake-server.ts';
import { RULES } from './test/rules.ts';
import { forgetState } from './state.ts';
import { encodeUtf8 } from './utf8.ts';

const OWN_TERM: Term = {
  id: 'own.0198f6a0-0000-7000-8000-0000000000ff',
  wordings: ['yellow yak'],
  policy: 'bullying',
  severity: 'moderate',
  definition: 'For tests.',
};
const OWN_PACK = compilePack([OWN_TERM], { version: '1' });
const HOUR = 3_600_000;
const MINUTE = 60_000;

function captures(rig: Rig): CaptureReported[] {
  return rig.server.frames.filter((frame) => frame.type === 'captures/reported');
}

function reports(rig: Rig): string[] {
  return rig.server.all.flatMap((frame) =>
    frame.type === 'state/applied' ? [`${String(frame.version)} ${frame.problem ?? 'applied'}`] : [],
  );
}

function ruleBytes(changes: Partial<WatchRules>): Uint8Array {
  return encodeUtf8(JSON.stringify({ ...RULES, ...changes }));
}

/** A document that names what is given besides what every document names. */
async function documentOf(
  rig: Rig,
  version: number,
  contents: Partial<StateDocument['detection']>,
): Promise<StateDocument> {
  const state = await rig.server.document({ version });
  return { ...state, detection: { ...state.detection, ...contents } };
}

/** Puts a document in force that has own terms and these rules. */
async function decide(rig: Rig, version: number, changes: Partial<WatchRules>): Promise<void> {
  const [ownPack, rules] = [
    await rig.server.keep(OWN_PACK),
    await rig.server.keep(ruleBytes({ ...changes })),
  ];
  await rig.server.pushState(await documentOf(rig, version, { ownPack, rules }));
  await applied(rig, version);
}

let places = 0;

/** What is looked for on a page that shows these words; each time it is another page. */
async function shown(rig: Rig, text: string, at = HERE): Promise<string[]> {
  places += 1;
  const before = rig.agent.status().queued + captures(rig).length;
  await rig.agent.feed({ kind: 'page-text', text, at: { ...at, place: `tab of ${places}` } });
  await rig.settle();
  return rig.agent.status().queued + captures(rig).length > before ? ['found'] : [];
}

/** Hours of the time of the rig's clock in UTC, as a clock shows them. */
function clockTime(at: number): string {
  return new Date(at).toISOString().slice(11, 16);
}

/** Rules by which drugs are looked for from now for so many minutes, on any day. */
function hoursFrom(now: number, minutes: number): Partial<WatchRules> {
  const slot = { from: clockTime(now), to: clockTime(now + minutes * MINUTE), period: 'lesson' as const };
  return {
    timeZone: 'UTC',
    week: RULES.week.map(() => [slot]),
    policies: { drugs: { periods: ['lesson'] } },
  };
}

/** So that no slot of a test reaches over midnight. */
async function fromNoon(rig: Rig): Promise<void> {
  const now = rig.clock.now();
  await rig.settle(Math.ceil(now / (24 * HOUR)) * 24 * HOUR + 12 * HOUR - now);
  await until(rig, () => rig.agent.status().connection === 'connected');
}

test('STATE-7 own terms are found beside those of the library, and DET-9 captures name pack and rules', async () => {
  const rig = await connectedRig();
  await decide(rig, 2, { terms: { 'test.minor': { severity: 'severe' } } });
  await rig.agent.feed(typed('A yellow yak and a green giraffe. '));
  await until(rig, () => captures(rig).length === 2);
  const own = await rig.server.keep(OWN_PACK);
  const rules = await rig.server.keep(ruleBytes({ terms: { 'test.minor': { severity: 'severe' } } }));
  const library = (await rig.server.document()).detection.pack;
  const told = captures(rig).map(({ finding }) => [
    finding.term,
    finding.severity,
    finding.pack,
    finding.rules,
  ]);
  assert.deepEqual(told, [
    [OWN_TERM.id, 'moderate', own.sha256, rules.sha256],
    ['test.minor', 'severe', library?.sha256, rules.sha256],
  ]);
});

test('STATE-7 a document that names no own terms and no rules takes them away; one of before has none', async () => {
  const rig = await connectedRig();
  await decide(rig, 2, { policies: { drugs: { off: true } } });
  assert.deepEqual(await shown(rig, 'A green giraffe.'), []);
  await rig.server.pushState(await documentOf(rig, 3, { ownPack: null, rules: null }));
  await applied(rig, 3);
  assert.deepEqual(await shown(rig, 'A green giraffe.'), ['found']);
  assert.deepEqual(await shown(rig, 'A yellow yak.'), []);
  assert.equal(captures(rig).at(-1)?.finding.rules, null);
  const names = await rig.state.names();
  assert.ok(!names.some((name) => /^(?:own-pack|rules):/.test(name)), names.join(' '));
  await decide(rig, 4, { policies: { drugs: { off: true } } });
  await rig.server.pushState(await documentOf(rig, 5, {}));
  await applied(rig, 5);
  assert.deepEqual(await shown(rig, 'Another green giraffe.'), ['found']);
});

test('STATE-7 what is missing of one content is reported and tried again, and the others are in force', async () => {
  const rig = await connectedRig();
  const rules = await rig.server.keep(ruleBytes({ policies: { drugs: { off: true } } }));
  const bytes = rig.server.behave.contents.get(rules.sha256) ?? new Uint8Array();
  rig.server.behave.contents.delete(rules.sha256);
  rig.server.behave.packStatus = 404;
  const ownPack = await rig.server.keep(OWN_PACK);
  await rig.server.pushState(await documentOf(rig, 2, { ownPack, rules }));
  await until(rig, () => reports(rig).includes('2 rules-missing'));
  assert.deepEqual(await shown(rig, 'A yellow yak.'), ['found']);
  rig.server.behave.contents.set(rules.sha256, bytes);
  for (let minute = 0; minute < 20 && !reports(rig).includes('2 applied'); minute += 1)
    await rig.settle(MINUTE);
  assert.ok(reports(rig).includes('2 applied'));
  assert.deepEqual(await shown(rig, 'A green giraffe.'), []);
});

test('STATE-7 an own pack that is damaged leaves the last good own terms in force', async () => {
  const rig = await connectedRig();
  await decide(rig, 2, {});
  const wanted = { sha256: 'cd'.repeat(32), bytes: 10 };
  rig.server.behave.contents.set(wanted.sha256, new Uint8Array([1, 2, 3]));
  await rig.server.pushState(await documentOf(rig, 3, { ownPack: wanted }));
  await until(rig, () => reports(rig).includes('3 pack-damaged'));
  assert.deepEqual(await shown(rig, 'A yellow yak.'), ['found']);
});

test('STATE-7 all three contents, and an earlier one in place of one that is missing, serve after a restart offline', async () => {
  const rig = await connectedRig();
  await decide(rig, 2, { policies: { drugs: { off: true } } });
  rig.server.behave.packStatus = 404;
  const wanted = { sha256: 'ef'.repeat(32), bytes: 10 };
  await rig.server.pushState(await documentOf(rig, 3, { ownPack: wanted, rules: wanted }));
  await until(rig, () => reports(rig).includes('3 pack-missing'));
  rig.server.behave.reachable = false;
  const later = rig.restart();
  await later.agent.start({ resume: true });
  assert.equal(later.agent.status().detecting, true);
  assert.deepEqual(await shown(later, 'A yellow yak.'), ['found']);
  assert.deepEqual(await shown(later, 'A purple elephant.'), ['found']);
  assert.deepEqual(await shown(later, 'A green giraffe.'), []);
});

test('STATE-8 rules that this agent does not read are reported; the last good ones, or none, hold', async () => {
  const rig = await connectedRig();
  const unread = await rig.server.keep(encodeUtf8('{"format":2}'));
  await rig.server.pushState(await documentOf(rig, 2, { rules: unread }));
  await until(rig, () => reports(rig).includes('2 rules-damaged'));
  assert.deepEqual(await shown(rig, 'A green giraffe.'), ['found']);
  await decide(rig, 3, { policies: { drugs: { off: true } } });
  await rig.server.pushState(await documentOf(rig, 4, { rules: unread }));
  await until(rig, () => reports(rig).includes('4 rules-damaged'));
  assert.deepEqual(await shown(rig, 'A green giraffe.'), []);
});

test('STATE-9 another enrolment begins without what the school before has decided', async () => {
  const rig = await connectedRig();
  await decide(rig, 2, { policies: { drugs: { off: true } } });
  const kinds = async (): Promise<string[]> =>
    (await rig.state.names()).flatMap((name) => /^(?:state$|.+:)/.exec(name) ?? []);
  assert.deepEqual(await kinds(), ['own-pack:', 'pack:', 'rules:', 'state']);
  await forgetState(rig.state);
  assert.deepEqual(await kinds(), ['pack:']);
});

test('DET-8 the host of the page and of the page around it decide what is let pass', async () => {
  const rig = await connectedRig();
  await decide(rig, 2, { allow: [{ site: 'rivers.example', policy: 'drugs' }] });
  const on = (url: string, outerUrl: string | null = null): Promise<string[]> =>
    shown(rig, 'A green giraffe.', { ...HERE, url, outerUrl });
  assert.deepEqual(await on('https://www.rivers.example/a'), []);
  assert.deepEqual(await on('https://widget.example/', 'https://rivers.example/b'), []);
  assert.deepEqual(await on('https://lakes.example/'), ['found']);
});

test('DET-8 each text is looked at by its own source', async () => {
  const rig = await connectedRig();
  await decide(rig, 2, { terms: { 'test.minor': { sources: ['caption'] } } });
  await rig.agent.feed(typed('A green giraffe. '));
  await rig.agent.feed({ kind: 'page-text', text: 'A green giraffe.', at: HERE });
  await rig.agent.feed({ kind: 'caption', at: { ...HERE, title: 'A green giraffe' } });
  await until(rig, () => captures(rig).length > 0);
  await rig.settle(5000);
  assert.deepEqual(
    captures(rig).map(({ finding }) => finding.source),
    ['caption'],
  );
});

test('DET-8 hours end and begin offline, after a restart too, without any message', async () => {
  const rig = await connectedRig();
  await fromNoon(rig);
  await decide(rig, 2, hoursFrom(rig.clock.now(), 30));
  assert.deepEqual(await shown(rig, 'A green giraffe.'), ['found']);
  rig.server.behave.reachable = false;
  const later = rig.restart();
  await later.agent.start({ resume: true });
  assert.deepEqual(await shown(later, 'A green giraffe.'), ['found']);
  await later.settle(31 * MINUTE);
  assert.deepEqual(await shown(later, 'A green giraffe.'), []);
  assert.deepEqual(await shown(later, 'A purple elephant.'), ['found'], 'another policy has no hours');
  await later.settle(24 * HOUR - 20 * MINUTE);
  assert.deepEqual(await shown(later, 'A green giraffe.'), ['found'], 'the next day');
});

test('DET-8 an allowance ends offline to the second', async () => {
  const rig = await connectedRig();
  const until10 = new Date(rig.clock.now() + 10 * MINUTE).toISOString();
  await decide(rig, 2, { allow: [{ term: 'test.minor', until: until10 }] });
  rig.server.behave.reachable = false;
  const later = rig.restart();
  await later.agent.start({ resume: true });
  assert.deepEqual(await shown(later, 'A green giraffe.'), []);
  await later.settle(Date.parse(until10) - later.clock.now() - 1);
  assert.deepEqual(await shown(later, 'A green giraffe.'), []);
  await later.settle(1);
  assert.deepEqual(await shown(later, 'A green giraffe.'), ['found']);
});

test('DET-8 CONN-8 hours are by the server’s time, also after a restart without it', async () => {
  const rig = await createRig();
  rig.server.behave.ahead = 2 * HOUR;
  await rig.agent.start({ resume: false });
  await rig.agent.enrol({ server: SERVER, code: CODE, deviceName: 'Trolley 7' });
  await until(rig, () => rig.agent.status().detecting);
  await fromNoon(rig);
  await decide(rig, 2, hoursFrom(rig.clock.now() + 2 * HOUR, 30));
  assert.deepEqual(await shown(rig, 'A green giraffe.'), ['found']);
  rig.server.behave.reachable = false;
  const later = rig.restart();
  await later.agent.start({ resume: true });
  assert.deepEqual(await shown(later, 'A green giraffe.'), ['found']);
  await later.settle(31 * MINUTE);
  assert.deepEqual(await shown(later, 'A green giraffe.'), []);
});

test('DET-10 an early finding stays severe when the hours of its policy end in the sentence', async () => {
  const rig = await connectedRig();
  await fromNoon(rig);
  const hours = hoursFrom(rig.clock.now(), 30);
  await decide(rig, 2, { ...hours, policies: { suicide: { periods: ['lesson'] } } });
  const end = Math.floor(rig.clock.now() / MINUTE) * MINUTE + 30 * MINUTE;
  await rig.settle(end - rig.clock.now() - 500);
  await rig.agent.feed(typed('I want a purple elephant '));
  await until(rig, () => captures(rig).length === 1);
  await rig.settle(1000);
  await rig.agent.feed(typed('I want a purple elephant t'));
  await rig.agent.feed(typed('I want a purple elephant to ride. '));
  await rig.settle(5000);
  const amended = rig.server.frames.filter((frame) => frame.type === 'captures/amended');
  assert.deepEqual(
    amended.map(({ finding }) => finding.severity).filter((severity) => severity !== 'severe'),
    [],
  );
});

test('DET-11 what the person may be told is the same within the hours and outside them', async () => {
  const rig = await connectedRig();
  await fromNoon(rig);
  await decide(rig, 2, hoursFrom(rig.clock.now(), 30));
  const within = rig.agent.status();
  let told = 0;
  rig.agent.onStatus((status) => {
    told += 1;
    assert.deepEqual({ ...status, queued: 0 }, { ...within, queued: 0 });
  });
  await rig.settle(40 * MINUTE);
  assert.deepEqual(rig.agent.status(), within);
  assert.equal(told, 0);
});
