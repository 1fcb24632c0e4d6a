/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectedRig, until, typed } from './test/rig.ts';

test('CAP-1 a phrase that is typed becomes a capture with its sentence, offsets and screenshot', async () => {
  const rig = await connectedRig();
  await rig.agent.feed(typed('Yesterday I saw a purple elephant in the park.'));
  await rig.agent.feed({ kind: 'settled', fieldId: 'field-1', reason: 'blur' });
  await until(rig, () => rig.server.uploads.length === 1);
  const capture = rig.server.frames.find((frame) => frame.type === 'captures/reported');
  assert.ok(capture);
  const { sentence, start, end, severity, source } = capture.finding;
  assert.equal(sentence.slice(start, end), 'purple elephant');
  assert.equal(source, 'typed');
  assert.equal(severity, 'severe');
  assert.equal(capture.evidence.state, 'coming');
});
