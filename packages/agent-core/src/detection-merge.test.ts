/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CaptureReported } from '@lapwing/protocol/features/captures/reported.event.ts';
import type { CaptureAmended } from '@lapwing/protocol/features/captures/amended.event.ts';
import { connectedRig, HERE, type Rig, typed } from './test/rig.ts';

function reported(rig: Rig): CaptureReported[] {
  return rig.server.frames.filter((frame) => frame.type === 'captures/reported');
}

function latest(rig: Rig): CaptureAmended['finding'] | undefined {
  return rig.server.frames.filter((frame) => frame.type === 'captures/amended').at(-1)?.finding;
}

const MINUTE = 60_000;

test('DET-7 a page that makes its text anew again and again is one capture with a count', async () => {
  const rig = await connectedRig();
  for (let n = 0; n < 50; n += 1) {
    const at = { ...HERE, url: `https://news.example/story?refresh=${n}#part-${n}` };
    await rig.agent.feed({ kind: 'page-text', text: `${n} minutes ago: a green giraffe ran.`, at });
  }
  await rig.settle(15_000);
  assert.equal(reported(rig).length, 1);
  assert.equal(latest(rig)?.count, 50);
});

test('DET-7 a chat that repeats the line that was written is one capture, also under a new address', async () => {
  const rig = await connectedRig();
  const lobby = { ...HERE, url: 'https://discord.com/channels/1' };
  const room = { ...HERE, url: 'https://discord.com/channels/1/22' };
  await rig.agent.feed(typed('look a green giraffe', { at: lobby }));
  await rig.agent.feed({ kind: 'settled', fieldId: 'field-1', reason: 'enter' });
  await rig.agent.feed({ kind: 'page-text', text: 'Ana: look a green giraffe', at: room });
  await rig.settle(5 * MINUTE);
  await rig.agent.feed({ kind: 'page-text', text: 'Ben: what green giraffe', at: room });
  await rig.settle(15_000);
  assert.equal(reported(rig).length, 1);
  assert.equal(reported(rig)[0]?.finding.sentence, 'look a green giraffe');
  assert.equal(latest(rig)?.count, 3);
  const another = { ...HERE, url: 'https://discord.com/channels/1/99' };
  await rig.agent.feed({ kind: 'page-text', text: 'Eva: my green giraffe', at: another });
  assert.equal(reported(rig).length, 2, 'another conversation');
});

test('DET-7 another page of the same site, another tab and another day are other captures', async () => {
  const rig = await connectedRig();
  await rig.agent.feed(typed('A green giraffe. '));
  await rig.settle(2 * MINUTE);
  const other = { ...HERE, url: 'https://docs.example/other' };
  await rig.agent.feed({ kind: 'page-text', text: 'A green giraffe.', at: other });
  assert.equal(reported(rig).length, 2, 'another page');
  await rig.agent.feed({ kind: 'page-text', text: 'A green giraffe.', at: { ...other, place: 'tab-2' } });
  assert.equal(reported(rig).length, 3, 'another tab');
  await rig.settle(11 * MINUTE);
  await rig.agent.feed({ kind: 'page-text', text: 'A green giraffe.', at: other });
  assert.equal(reported(rig).length, 4, 'after the window');
});

test('DET-7 fields of one page are one capture, the page repeats what stands in them', async () => {
  const rig = await connectedRig();
  await rig.agent.feed(typed('A green giraffe. '));
  await rig.agent.feed(typed('One more green giraffe. ', { fieldId: 'field-2' }));
  await rig.settle(3 * MINUTE);
  await rig.agent.feed({ kind: 'page-text', text: 'Preview: a green giraffe.', at: HERE });
  await rig.settle(15_000);
  assert.equal(reported(rig).length, 1);
  assert.equal(latest(rig)?.count, 3);
});

test('DET-7 what is put right later lowers its capture only if nothing worse is one with it', async () => {
  const rig = await connectedRig();
  await rig.agent.feed(typed('i want a purple elephant. '));
  await rig.agent.feed(typed('i want a purple elephant ', { fieldId: 'field-2' }));
  await rig.agent.feed(typed('i want a purple elephant in minecraft', { fieldId: 'field-2' }));
  await rig.agent.feed({ kind: 'settled', fieldId: 'field-2', reason: 'blur' });
  await rig.settle(15_000);
  assert.equal(reported(rig).length, 1);
  assert.equal(latest(rig)?.severity, 'severe', 'the first stands');
  assert.equal(latest(rig)?.count, 2);
});

test('DET-7 a capture that was lowered is raised by the next that is worse', async () => {
  const rig = await connectedRig();
  await rig.agent.feed(typed('i want a purple elephant '));
  await rig.agent.feed(typed('i want a purple elephant in minecraft'));
  await rig.agent.feed({ kind: 'settled', fieldId: 'field-1', reason: 'blur' });
  await rig.settle();
  assert.notEqual(latest(rig)?.severity, 'severe');
  await rig.agent.feed(typed('i want a purple elephant now. ', { fieldId: 'field-2' }));
  await rig.settle();
  assert.equal(latest(rig)?.severity, 'severe');
  assert.equal(latest(rig)?.sentence, 'i want a purple elephant now.');
});
