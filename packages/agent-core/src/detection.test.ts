/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CaptureReported } from '@lapwing/protocol/features/captures/reported.event.ts';
import { applied, connectedRig, HERE, PLAIN_FIELD, type Rig, typed, until } from './test/rig.ts';

function captures(rig: Rig): CaptureReported[] {
  return rig.server.frames.filter((frame) => frame.type === 'captures/reported');
}

test('DET-1 sources that are switched off are not looked at', async () => {
  const rig = await connectedRig();
  const state = await rig.server.document({ version: 2 });
  await rig.server.pushState({ ...state, detection: { ...state.detection, sources: ['page'] } });
  await applied(rig, 2);
  await rig.agent.feed(typed('A purple elephant. '));
  await rig.agent.feed({ kind: 'caption', at: { ...HERE, title: 'A purple elephant' } });
  await rig.agent.feed({ kind: 'page-text', text: 'A purple elephant.', at: HERE });
  await until(rig, () => captures(rig).length > 0);
  assert.deepEqual(
    captures(rig).map(({ finding }) => finding.source),
    ['page'],
  );
});

test('DET-1 nothing is looked at when detection is off', async () => {
  const rig = await connectedRig();
  const state = await rig.server.document({ version: 2 });
  await rig.server.pushState({ ...state, detection: { ...state.detection, enabled: false } });
  await until(rig, () => !rig.agent.status().detecting);
  await rig.agent.feed(typed('A purple elephant. '));
  assert.equal(rig.agent.status().queued, 0);
});

test('DET-2 nothing is looked at on excluded hosts', async () => {
  const rig = await connectedRig();
  const at = { ...HERE, url: 'https://www.childline.org.uk/talk' };
  await rig.agent.feed(typed('A purple elephant. ', { at }));
  await rig.agent.feed({ kind: 'page-text', text: 'A purple elephant.', at });
  const frame = { ...HERE, url: 'https://widget.example/chat', outerUrl: at.url };
  await rig.agent.feed(typed('A purple elephant. ', { at: frame, fieldId: 'in-frame' }));
  await rig.agent.feed({ kind: 'navigated', search: null, at: { ...at, url: `${at.url}/purple-elephant` } });
  await rig.settle(5000);
  assert.deepEqual(captures(rig), []);
});

test('DET-3 the agent drops the text of a secret field even if the platform hands it over', async () => {
  const rig = await connectedRig();
  const field = { ...PLAIN_FIELD, wasPassword: true };
  await rig.agent.feed(typed('A purple elephant. ', { field }));
  // Typed while it still passed as an ordinary field, and not yet decided upon.
  await rig.agent.feed(typed('A green giraffe', { fieldId: 'other' }));
  await rig.agent.feed(typed('A green giraffe!', { fieldId: 'other', field }));
  await rig.settle(5000);
  assert.deepEqual(captures(rig), []);
});

test('DET-4 typed text is decided upon at Enter, on leaving the field, and after a pause', async () => {
  const rig = await connectedRig();
  for (const [index, settle] of (['enter', 'blur', null] as const).entries()) {
    const at = { ...HERE, place: `tab-${String(index)}` };
    const fieldId = `field-${String(index)}`;
    await rig.agent.feed(typed('A green giraffe', { fieldId, at }));
    await rig.settle();
    assert.equal(captures(rig).length, index, 'not before');
    if (settle === null) await rig.settle(2000);
    else await rig.agent.feed({ kind: 'settled', fieldId, reason: settle });
    await until(rig, () => captures(rig).length === index + 1);
  }
});

test('DET-4 a field of a closed tab is decided upon', async () => {
  const rig = await connectedRig();
  await rig.agent.feed(typed('A green giraffe'));
  await rig.agent.feed({ kind: 'gone', place: HERE.place });
  await until(rig, () => captures(rig).length === 1);
});

test('DET-5 a search that is typed, searched for and shown is one capture with a count', async () => {
  const rig = await connectedRig();
  const home = { ...HERE, url: 'https://www.google.com/', title: 'Google' };
  const results = {
    ...HERE,
    url: 'https://www.google.com/search?q=green+giraffe',
    title: 'green giraffe - Google Search',
  };
  await rig.agent.feed(typed('green giraffe', { at: home }));
  await rig.agent.feed({ kind: 'settled', fieldId: 'field-1', reason: 'enter' });
  await rig.agent.feed({ kind: 'navigated', search: 'green giraffe', at: results });
  await rig.agent.feed({ kind: 'caption', at: results });
  await rig.agent.feed({ kind: 'page-text', text: 'Results for green giraffe', at: results });
  await rig.settle(15_000);
  assert.equal(captures(rig).length, 1);
  const amended = rig.server.frames.filter((frame) => frame.type === 'captures/amended').at(-1);
  assert.equal(amended?.finding.count, 4);
});

test('DET-5 the same term on another page is another capture', async () => {
  const rig = await connectedRig();
  await rig.agent.feed({ kind: 'page-text', text: 'A green giraffe.', at: HERE });
  const at = { ...HERE, url: 'https://docs.example/other' };
  await rig.agent.feed({ kind: 'page-text', text: 'A green giraffe.', at });
  await until(rig, () => captures(rig).length === 2);
});

test('DET-6 what fails in one input is logged and does not stop the next', async () => {
  const rig = await connectedRig();
  rig.screen.answer(() => {
    throw new Error('broken');
  });
  await rig.agent.feed(typed('A purple elephant. '));
  rig.screen.answer(() => Promise.resolve({ ok: false, failed: 'not-possible' }));
  await rig.agent.feed(typed('A green giraffe. ', { fieldId: 'b' }));
  await until(rig, () => captures(rig).some(({ finding }) => finding.term === 'test.minor'));
});
