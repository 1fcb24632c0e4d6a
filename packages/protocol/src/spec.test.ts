/// <reference types="node" />
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import {
  anything,
  assert as assertProperty,
  constantFrom,
  integer,
  json,
  property,
  string,
  uint8Array,
  uuid,
} from 'fast-check';
import { z } from 'zod';
import {
  AGENT_FRAME_TYPES,
  AgentFrame,
  parseFrame,
  SERVER_FRAME_TYPES,
  ServerFrame,
  type ParsedFrame,
} from './agent-frames.ts';
import { CAPABILITIES } from './capabilities.ts';
import { FEATURE_NAMES } from './feature-names.ts';
import { CAPTURE_STATUSES, isClosed, needsRationale } from './features/captures/status.ts';
import { SchoolCode } from './features/devices/enrol.request.ts';
import {
  MAX_PICTURE_BYTES,
  PICTURE_HEAD_BYTES,
  PICTURE_TYPES,
  type Picture,
  readPicture,
  writePicture,
} from './features/screens/picture.ts';
import { DeviceOrders, NO_ORDERS, StateDocument } from './features/state/document.event.ts';
import { Id, uuidV7 } from './ids.ts';
import {
  connectProofText,
  deviceRequestHeader,
  enrolmentProofText,
  MAX_FRAME_BYTES,
  parseDeviceRequestHeader,
  requestProofText,
  WIRE_VERSION,
  WIRE_VERSIONS,
} from './wire.ts';

const here = import.meta.dirname;
const Recorded = z.object({ from: z.enum(['agent', 'server']), frame: z.record(z.string(), z.unknown()) });
const readAgent = (text: string): ParsedFrame<AgentFrame> =>
  parseFrame(AgentFrame, AGENT_FRAME_TYPES, text, MAX_FRAME_BYTES);

function recorded(version: number): Array<z.infer<typeof Recorded>> {
  const text = readFileSync(path.join(here, '..', 'recorded', `wire-${version}.ndjson`), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => Recorded.parse(JSON.parse(line)));
}
function recordedReport(): Record<string, unknown> {
  const found = recorded(WIRE_VERSION).find(({ frame }) => frame['type'] === 'captures/reported');
  assert.ok(found !== undefined);
  return found.frame;
}

test('every rule of SPEC.md is quoted by a test here, and no other', () => {
  const rules = (file: string, pattern: RegExp): string[] =>
    Array.from(readFileSync(path.join(here, file), 'utf8').matchAll(pattern), (match) => match[1] ?? '');
  const declared = rules('../SPEC.md', /\*\*(WIRE-\d+)\*\*/gu);
  const quoted = rules('spec.test.ts', /^test\('(WIRE-\d+)/gmu);
  assert.deepEqual(new Set(quoted), new Set(declared));
  assert.equal(declared.length, new Set(declared).size);
});

test('WIRE-1 nothing that arrives makes the reader throw, and too large a frame is not looked at', () => {
  assertProperty(
    property(string(), (text) => {
      assert.equal(readAgent(text).ok, false);
    }),
  );
  assertProperty(
    property(json(), (text) => {
      assert.equal(readAgent(text).ok, false);
    }),
  );
  const large = readAgent(JSON.stringify({ type: 'devices/ping', padding: 'x'.repeat(MAX_FRAME_BYTES) }));
  assert.ok(!large.ok && large.problem === 'too-large');
});

test('WIRE-2 an unknown type is told from a malformed one, and no value is repeated', () => {
  const unknown = readAgent('{"type":"screens/frame"}');
  assert.ok(!unknown.ok && unknown.problem === 'unknown-type');
  const id = '0195d2a0-0000-7000-8000-000000000004';
  const bad = readAgent(JSON.stringify({ ...recordedReport(), id, at: 'words of a child' }));
  assert.ok(!bad.ok && bad.problem === 'bad-frame');
  assert.equal(bad.id, id);
  assert.match(bad.detail, /captures\/reported: at/);
  assert.ok(!bad.detail.includes('words of a child'));
});

test('WIRE-3 fields that are not known are dropped', () => {
  const read = readAgent(JSON.stringify({ ...recordedReport(), mood: 'new' }));
  assert.ok(read.ok);
  assert.ok(!('mood' in read.frame));
  assertProperty(
    property(anything(), (value) => {
      const text = JSON.stringify({ type: 'devices/ping', value });
      assert.deepEqual(readAgent(text), { ok: true, frame: { type: 'devices/ping' } });
    }),
  );
});

test('WIRE-4 every recorded frame of every spoken version is understood, and every type is recorded', () => {
  const types = new Set<unknown>();
  assert.ok(WIRE_VERSIONS.includes(WIRE_VERSION));
  for (const version of WIRE_VERSIONS) {
    for (const { from, frame } of recorded(version)) {
      const text = JSON.stringify(frame);
      const read =
        from === 'agent'
          ? readAgent(text)
          : parseFrame(ServerFrame, SERVER_FRAME_TYPES, text, MAX_FRAME_BYTES);
      assert.ok(read.ok, `${version} ${text.slice(0, 60)}: ${read.ok ? '' : read.detail}`);
      types.add(frame['type']);
    }
  }
  assert.deepEqual(types, new Set([...AGENT_FRAME_TYPES, ...SERVER_FRAME_TYPES]));
});

test('WIRE-5 ids made on a device are UUIDs of version 7 that sort by their time', () => {
  assertProperty(
    property(
      integer({ min: 0, max: 2 ** 47 }),
      uint8Array({ minLength: 10, maxLength: 10 }),
      (time, random) => {
        const id = uuidV7(time, random);
        assert.ok(Id.safeParse(id).success);
        assert.equal(id[14], '7');
        assert.ok(id < uuidV7(time + 1, new Uint8Array(10)));
      },
    ),
  );
  assert.throws(() => uuidV7(0, new Uint8Array(9)), RangeError);
});

test('WIRE-6 no two purposes sign the same text', () => {
  assertProperty(
    property(string(), string(), string(), (a, b, c) => {
      const texts = [enrolmentProofText(a, b), connectProofText(a, b, c), requestProofText(a, b, c, 1)];
      assert.equal(new Set(texts).size, 3);
    }),
  );
});

test('WIRE-7 the header of a signed request is read as it was written, and nothing else is one', () => {
  const signature = 'A'.repeat(86);
  assertProperty(
    property(uuid(), uuid(), integer({ min: 0 }), (schoolId, deviceId, at) => {
      const header = deviceRequestHeader(schoolId, deviceId, at, signature);
      assert.deepEqual(parseDeviceRequestHeader(header), { schoolId, deviceId, at, signature });
      assert.equal(parseDeviceRequestHeader(`${header} `), null);
      assert.equal(parseDeviceRequestHeader(header.replace('school=', 'School=')), null);
    }),
  );
  assertProperty(
    property(string(), (text) => {
      assert.equal(parseDeviceRequestHeader(text), null);
    }),
  );
});

test('WIRE-8 a match outside its sentence, or an empty one, is no capture', () => {
  for (const [start, end] of [
    [8, 8],
    [9, 8],
    [0, 20],
    [-1, 3],
  ]) {
    const report = recordedReport();
    const finding = Object.assign({}, report['finding'], { start, end });
    assert.equal(readAgent(JSON.stringify({ ...report, finding })).ok, false, `${start}-${end}`);
  }
});

test('WIRE-9 a school code is taken however it is typed', () => {
  for (const typed of ['FXZDZW6KET', 'fxzdz-w6ket', ' fxzdz w6ket ', 'FXZ-DZW-6KET']) {
    assert.equal(SchoolCode.parse(typed), 'FXZDZW6KET');
  }
  for (const typed of ['', 'FXZDZ', 'FXZDZ-W6KET-1', 'FXZDZ.W6KET', 'ÄXZDZW6KET']) {
    assert.equal(SchoolCode.safeParse(typed).success, false, typed);
  }
});

test('WIRE-10 closing and escalating ask for the reason, and closed is closed', () => {
  const closed = ['resolved', 'false-positive', 'false-positive-allowed'];
  assert.deepEqual(CAPTURE_STATUSES.filter(needsRationale), ['escalated', ...closed]);
  assert.deepEqual(CAPTURE_STATUSES.filter(isClosed), closed);
});

test('WIRE-11 a picture is read as it was written, and nothing else is one', () => {
  assertProperty(
    property(
      uuid(),
      integer(),
      integer({ min: 1, max: 0xffff }),
      integer({ min: 1, max: 0xffff }),
      constantFrom(...PICTURE_TYPES),
      uint8Array({ minLength: 1, maxLength: 300 }),
      (id, takenAt, width, height, mediaType, bytes) => {
        const picture = { id, takenAt, width, height, mediaType, bytes };
        const message = writePicture(picture);
        // As a socket hands it over: a view into a larger buffer.
        const within = new Uint8Array(message.length + 7);
        within.set(message, 7);
        const read = readPicture(within.subarray(7));
        assert.deepEqual(read, picture);
      },
    ),
  );
  assertProperty(
    property(uint8Array({ maxLength: 200 }), (message) => {
      const read = readPicture(message);
      if (read === null) return;
      assert.ok(Id.safeParse(read.id).success || /^[0-9a-f-]{36}$/.test(read.id));
      assert.ok(!Number.isNaN(new Date(read.takenAt).getTime()));
      assert.equal(read.bytes.length, message.length - PICTURE_HEAD_BYTES);
    }),
  );
  const small = writePicture({
    id: '0195d2a0-0000-7000-8000-000000000001',
    takenAt: 0,
    width: 1,
    height: 1,
    mediaType: 'image/jpeg',
    bytes: new Uint8Array(1),
  });
  assert.equal(readPicture(small.subarray(0, PICTURE_HEAD_BYTES)), null);
  assert.equal(readPicture(new Uint8Array(MAX_PICTURE_BYTES + 1)), null);
  assert.throws(() => writePicture({ ...pictureOf(small), id: 'none' }), RangeError);
  assert.throws(() => writePicture({ ...pictureOf(small), width: 0 }), RangeError);
});

function pictureOf(message: Uint8Array): Picture {
  const picture = readPicture(message);
  assert.ok(picture !== null);
  return picture;
}

test('WIRE-12 a document that says nothing of live screens allows none', () => {
  const { screens, ...older } = StateDocument.shape;
  assert.deepEqual(screens.parse(undefined), { remoteView: 'deny', askSeconds: 10 });
  assert.ok('detection' in older);
});

test('WIRE-13 a document without orders makes a device do nothing, and of restrictions those are taken that are known', () => {
  const { orders } = StateDocument.shape;
  assert.deepEqual(orders.parse(undefined), NO_ORDERS);
  const id = '019a0000-0000-7000-8000-000000000001';
  const said = {
    id,
    layer: 'hands-on',
    by: 'Ms Khan',
    words: null,
    from: '2026-11-16T10:00:00.000Z',
    until: null,
  };
  const lock = { ...said, effect: { kind: 'lock' } };
  const newer = [{ ...said, effect: { kind: 'dim', percent: 40 } }, { ...lock, layer: 'trust' }, 'nonsense'];
  assert.deepEqual(orders.parse({ ...NO_ORDERS, restrictions: [...newer, lock] }).restrictions, [
    { ...lock, personal: false },
  ]);
  assert.equal(
    orders.safeParse({ ...NO_ORDERS, restrictions: Array.from({ length: 61 }, () => lock) }).success,
    false,
  );
});

test('WIRE-14 orders that do not say for whom they are are for whoever is there', () => {
  const lock = {
    id: '019a0000-0000-7000-8000-000000000001',
    effect: { kind: 'lock' },
    layer: 'hands-on',
    by: 'Ms Khan',
    words: null,
    from: '2026-11-16T10:00:00.000Z',
    until: null,
  };
  const lesson = { id: lock.id, title: 'Rivers', teachers: [], endsAt: lock.from };
  const { account, ...older } = NO_ORDERS;
  assert.equal(account, null);
  const read = DeviceOrders.parse({ ...older, restrictions: [lock], lesson });
  assert.deepEqual(
    [read.account, read.restrictions.map(({ personal }) => personal), read.lesson?.personal],
    [null, [false], false],
  );
  const mine = { ...lock, personal: true };
  const newer = DeviceOrders.parse({ ...older, account: 'ana@school.example', restrictions: [mine, lock] });
  assert.deepEqual(
    [newer.account, newer.restrictions.map(({ personal }) => personal)],
    ['ana@school.example', [true, false]],
  );
});

test('frames and capabilities begin with a word of the product', () => {
  const words: readonly string[] = FEATURE_NAMES;
  for (const type of [...AGENT_FRAME_TYPES, ...SERVER_FRAME_TYPES])
    assert.ok(words.includes(type.split('/')[0] ?? ''));
  for (const capability of CAPABILITIES) assert.ok(words.includes(capability.split('.')[0] ?? ''));
});
