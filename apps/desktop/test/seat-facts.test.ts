import assert from 'node:assert/strict';
import { it } from 'node:test';

import { capabilitiesOf } from '../src/features/devices/platform.ts';
import { createSeatFacts } from '../src/features/devices/seat-parts.ts';
import type { Seat } from '../src/platform/contract/platform.ts';
import { createFakeInput } from '../src/platform/fake/input.ts';
import { createFakeSession } from '../src/platform/fake/session.ts';
import { createFakeWindows } from '../src/platform/fake/windows.ts';
import { createSeatNow } from '../src/seat-now.ts';

const USUAL = { screen: true, windows: true, input: true, target: true, surfaces: true, sound: false };
const MACHINE = { processes: null, files: null, printing: null, removableMedia: null };

it('a device claims no more to read what is typed once the system takes its keys away again and again', () => {
  const input = createFakeInput();
  const seat: Seat = {
    session: createFakeSession(() => 0),
    screen: null,
    windows: createFakeWindows(),
    input: input.source,
    target: null,
    surfaces: null,
    tray: null,
    sound: null,
    gaps: [],
    close: async () => Promise.resolve(),
  };
  const now = createSeatNow();
  const factsOf = createSeatFacts(USUAL);
  const reads = (): boolean => {
    const { parts } = factsOf(now.current(), now.hearing.now());
    return capabilitiesOf(parts, MACHINE, { logsOff: false }).includes('typed');
  };
  const said: boolean[] = [];
  now.hearing.onChange(() => said.push(reads()));
  assert.equal(reads(), true, 'as is usual on the platform, before there is a seat');
  now.become(seat);
  for (let time = 0; time < 3; time++) {
    assert.equal(reads(), true);
    input.lose();
  }
  assert.deepEqual([reads(), said], [false, [false]]);
  now.become(null);
  assert.equal(reads(), false, 'that somebody logged off changes nothing');
  now.become(seat);
  input.stay();
  assert.deepEqual([reads(), said], [true, [false, true]]);
});
