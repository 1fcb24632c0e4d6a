import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as engine from '@lapwing/detection/term.ts';
import * as wire from '@lapwing/protocol/vocabulary.ts';

// The engine depends on nothing and the protocol on no engine, so both name these; they must name the same.
test('the engine and the protocol speak of the same policies, severities and sources', () => {
  assert.deepEqual(engine.POLICY_KEYS, wire.POLICY_KEYS);
  assert.deepEqual(engine.SEVERITIES, wire.SEVERITIES);
  assert.deepEqual(engine.SOURCES, wire.SOURCES);
});
