import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { BlobName, Blobs } from './blobs.ts';
import { createEncryptedBlobs } from './encrypted-blobs.ts';
import { createFileBlobs } from './file-blobs.ts';

const SCHOOL = '019a7d2e-0000-7000-8000-000000000001';
const OTHER_SCHOOL = '019a7d2e-0000-7000-8000-000000000002';
const NAME: BlobName = { schoolId: SCHOOL, id: 'one.original' };
const KEYS = new Map([
  [SCHOOL, randomBytes(32)],
  [OTHER_SCHOOL, randomBytes(32)],
]);
const CHUNK = 64 * 1024;
const HEADER = 36;

async function keyOf(schoolId: string): Promise<Uint8Array> {
  const key = KEYS.get(schoolId);
  if (key === undefined) throw new Error('no such school');
  return key;
}

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'lapwing-blobs-'));
  folders.push(made);
  return made;
}

/** Lengths around the borders of chunks. */
const LENGTHS = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 77];

function inPieces(bytes: Uint8Array, piece: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += piece) pieces.push(bytes.subarray(at, at + piece));
  return pieces;
}

const MAKES: Array<{ make: string; create: (root: string) => Blobs }> = [
  { make: 'files', create: createFileBlobs },
  { make: 'encrypted files', create: (root) => createEncryptedBlobs(createFileBlobs(root), keyOf) },
];

for (const { make, create } of MAKES) {
  describe(`blobs as ${make}`, () => {
    test('what is put is read back, whatever its length and pieces', async () => {
      const blobs = create(folder());
      for (const length of LENGTHS) {
        const bytes = randomBytes(length);
        for (const piece of [7_919, CHUNK, 1_000_000]) {
          assert.deepEqual(await blobs.put(NAME, length, inPieces(bytes, piece)), { ok: true });
          const read = await blobs.read(NAME);
          assert.ok(read.ok);
          assert.equal(read.totalLength, length);
          assert.ok(bytes.equals(read.bytes));
        }
      }
    });

    test('any range is the slice of the original', async () => {
      const blobs = create(folder());
      const bytes = randomBytes(3 * CHUNK + 1234);
      await blobs.put(NAME, bytes.length, [bytes]);
      const border = fc.oneof(
        fc.integer({ min: 0, max: bytes.length }),
        fc.constantFrom(0, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK, bytes.length),
      );
      await fc.assert(
        fc.asyncProperty(border, border, async (one, two) => {
          fc.pre(one !== two);
          const range = { start: Math.min(one, two), end: Math.max(one, two) };
          const read = await blobs.read(NAME, range);
          assert.ok(read.ok);
          assert.ok(bytes.subarray(range.start, range.end).equals(read.bytes));
        }),
        { numRuns: 150 },
      );
    });

    test('a range outside the blob is refused with the length of the blob', async () => {
      const blobs = create(folder());
      await blobs.put(NAME, 10, [randomBytes(10)]);
      for (const range of [
        { start: 0, end: 11 },
        { start: 5, end: 5 },
        { start: 6, end: 5 },
        { start: -1, end: 5 },
        { start: 0.5, end: 2 },
      ]) {
        assert.deepEqual(await blobs.read(NAME, range), { ok: false, code: 'bad-range', totalLength: 10 });
      }
    });

    test('more or fewer bytes than declared keep nothing', async () => {
      const blobs = create(folder());
      for (const [declared, sent] of [
        [10, 9],
        [10, 11],
        [0, 1],
        [1, 0],
        [CHUNK, CHUNK + 1],
        [CHUNK + 1, CHUNK],
        [2 * CHUNK, 5 * CHUNK],
      ] as const) {
        const outcome = await blobs.put(NAME, declared, [randomBytes(sent)]);
        assert.deepEqual(outcome, { ok: false, code: 'length-mismatch' }, `${declared} and ${sent}`);
        assert.equal(await blobs.exists(NAME), false);
      }
    });

    test('a put that fails keeps the blob from before and leaves no other file', async () => {
      const root = folder();
      const blobs = create(root);
      await blobs.put(NAME, 3, [Buffer.from('old')]);
      const broken = new Error('the sender went away');
      async function* breaking(): AsyncGenerator<Uint8Array> {
        yield Buffer.from('ne');
        throw broken;
      }
      assert.deepEqual(await blobs.put(NAME, 3, breaking()), { ok: false, code: 'failed', cause: broken });
      const read = await blobs.read(NAME);
      assert.ok(read.ok);
      assert.equal(Buffer.from(read.bytes).toString(), 'old');
      assert.deepEqual(readdirSync(join(root, '.incoming')), []);
    });

    test('a missing blob is an outcome, and deleting twice is harmless', async () => {
      const blobs = create(folder());
      assert.deepEqual(await blobs.read(NAME), { ok: false, code: 'missing' });
      assert.deepEqual(await blobs.delete(NAME), { ok: true, existed: false });
      await blobs.put(NAME, 1, [Buffer.from('x')]);
      assert.equal(await blobs.exists(NAME), true);
      assert.deepEqual(await blobs.delete(NAME), { ok: true, existed: true });
      assert.deepEqual(await blobs.delete(NAME), { ok: true, existed: false });
      assert.deepEqual(await blobs.read(NAME), { ok: false, code: 'missing' });
    });

    test('one school cannot read the blob of another by its name', async () => {
      const blobs = create(folder());
      await blobs.put(NAME, 1, [Buffer.from('x')]);
      assert.deepEqual(await blobs.read({ ...NAME, schoolId: OTHER_SCHOOL }), { ok: false, code: 'missing' });
    });

    test('a name that leads elsewhere is a bug and throws', async () => {
      const blobs = create(folder());
      for (const id of ['..', '../x', 'a/b', '', '.hidden', 'a..b', 'A', 'a\0b', 'a\\b', 'x'.repeat(101)]) {
        await assert.rejects(
          async () => blobs.put({ schoolId: SCHOOL, id }, 1, [Buffer.from('x')]),
          RangeError,
        );
        await assert.rejects(async () => blobs.read({ schoolId: SCHOOL, id }), RangeError);
      }
      await assert.rejects(async () => blobs.read({ schoolId: '../..', id: 'x' }), RangeError);
    });

    test('a store that cannot be written or read says so', async () => {
      const root = folder();
      writeFileSync(join(root, 'a-file'), '');
      const blobs = create(join(root, 'a-file'));
      const outcome = await blobs.put(NAME, 1, [Buffer.from('x')]);
      assert.ok(!outcome.ok && outcome.code === 'failed');
      const read = await blobs.read(NAME);
      assert.ok(!read.ok && read.code === 'failed');
    });

    test('a full disk is the outcome no-space', async () => {
      const blobs = create(folder());
      const full = Object.assign(new Error('write'), { code: 'ENOSPC' });
      // The file system says ENOSPC from the same place as a failing sender; the code decides.
      // oxlint-disable-next-line require-yield
      async function* filling(): AsyncGenerator<Uint8Array> {
        throw full;
      }
      assert.deepEqual(await blobs.put(NAME, 3, filling()), { ok: false, code: 'no-space' });
    });
  });
}

describe('files', () => {
  test('only the server can look into them', async () => {
    const root = folder();
    chmodSync(root, 0o755);
    await createFileBlobs(root).put(NAME, 1, [Buffer.from('x')]);
    assert.equal(statSync(join(root, SCHOOL)).mode & 0o777, 0o700);
    assert.equal(statSync(join(root, SCHOOL, NAME.id)).mode & 0o777, 0o600);
  });

  test('what a killed server left half written is removed after a day, and not before', async () => {
    const root = folder();
    const blobs = createFileBlobs(root);
    assert.equal(await blobs.removeAbandoned(Date.now()), 0);
    await blobs.put(NAME, 1, [Buffer.from('x')]);
    const leftover = join(root, '.incoming', 'leftover');
    writeFileSync(leftover, 'half');
    assert.equal(await blobs.removeAbandoned(Date.now()), 0);
    const twoDaysAgo = Date.now() / 1000 - 2 * 24 * 3600;
    utimesSync(leftover, twoDaysAgo, twoDaysAgo);
    assert.equal(await blobs.removeAbandoned(Date.now()), 1);
    assert.deepEqual(readdirSync(join(root, '.incoming')), []);
    assert.equal(await blobs.exists(NAME), true);
  });
});

describe('encryption', () => {
  async function stored(
    length: number,
  ): Promise<{ root: string; blobs: Blobs; path: string; sealed: Buffer; plain: Buffer }> {
    const root = folder();
    const blobs = createEncryptedBlobs(createFileBlobs(root), keyOf);
    const plain = randomBytes(length);
    await blobs.put(NAME, length, [plain]);
    const path = join(root, SCHOOL, NAME.id);
    return { root, blobs, path, sealed: readFileSync(path), plain };
  }
  const damaged = { ok: false, code: 'damaged' } as const;

  test('nothing of the original is in the file', async () => {
    const root = folder();
    const blobs = createEncryptedBlobs(createFileBlobs(root), keyOf);
    const plain = Buffer.from('a sentence that nobody is to read '.repeat(200));
    await blobs.put(NAME, plain.length, [plain]);
    const sealed = readFileSync(join(root, SCHOOL, NAME.id));
    for (let at = 0; at + 8 <= plain.length; at += 8) {
      assert.equal(sealed.includes(plain.subarray(at, at + 8)), false);
    }
  });

  test('the same bytes put twice look different', async () => {
    const { blobs, path, sealed, plain } = await stored(1000);
    await blobs.put(NAME, plain.length, [plain]);
    assert.equal(readFileSync(path).equals(sealed), false);
  });

  test('any flipped bit is noticed', async () => {
    const { blobs, path, sealed } = await stored(2 * CHUNK + 50);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.integer({ min: 0, max: sealed.length - 1 }), fc.integer({ min: 0, max: HEADER + 4 })),
        fc.integer({ min: 0, max: 7 }),
        async (at, bit) => {
          const changed = Buffer.from(sealed);
          changed[at] = (changed[at] ?? 0) ^ (1 << bit);
          writeFileSync(path, changed);
          assert.deepEqual(await blobs.read(NAME), damaged);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('swapped, repeated, cut and added chunks are noticed', async () => {
    const { blobs, path, sealed } = await stored(3 * CHUNK);
    const header = sealed.subarray(0, HEADER);
    const [one, two, three] = [0, 1, 2].map((index) =>
      sealed.subarray(HEADER + index * (CHUNK + 16), HEADER + (index + 1) * (CHUNK + 16)),
    );
    assert.ok(one !== undefined && two !== undefined && three !== undefined);
    const shorter = Buffer.from(header);
    shorter.writeBigUInt64BE(BigInt(2 * CHUNK), HEADER - 8);
    for (const [what, parts] of [
      ['swapped', [header, two, one, three]],
      ['repeated', [header, one, one, three]],
      ['cut', [header, one, two]],
      ['cut, with the length put right', [shorter, one, two]],
      ['added', [header, one, two, three, three]],
      ['cut within a chunk', [header, one, two, three.subarray(0, 100)]],
      ['only the header', [header]],
      ['less than the header', [header.subarray(0, 20)]],
      ['empty', []],
    ] as const) {
      writeFileSync(path, Buffer.concat(parts));
      assert.deepEqual(await blobs.read(NAME), damaged, what);
    }
    writeFileSync(path, sealed);
    assert.equal((await blobs.read(NAME)).ok, true);
  });

  test('a range reads only its chunks: damage elsewhere does not hinder it, damage within does', async () => {
    const { blobs, path, sealed, plain } = await stored(3 * CHUNK);
    const changed = Buffer.from(sealed);
    changed[HEADER + CHUNK + 16 + 5] = (changed[HEADER + CHUNK + 16 + 5] ?? 0) ^ 1;
    writeFileSync(path, changed);
    const before = await blobs.read(NAME, { start: 0, end: CHUNK });
    assert.ok(before.ok && plain.subarray(0, CHUNK).equals(before.bytes));
    const behind = await blobs.read(NAME, { start: 2 * CHUNK, end: 2 * CHUNK + 9 });
    assert.ok(behind.ok && plain.subarray(2 * CHUNK, 2 * CHUNK + 9).equals(behind.bytes));
    assert.deepEqual(await blobs.read(NAME, { start: CHUNK - 1, end: CHUNK + 1 }), damaged);
  });

  test('a file put under another name or in another school does not open', async () => {
    const { root, blobs, sealed } = await stored(100);
    const other = { schoolId: SCHOOL, id: 'two.original' };
    writeFileSync(join(root, SCHOOL, other.id), sealed);
    assert.deepEqual(await blobs.read(other), damaged);
    await blobs.put({ schoolId: OTHER_SCHOOL, id: NAME.id }, 1, [Buffer.from('x')]);
    writeFileSync(join(root, OTHER_SCHOOL, NAME.id), sealed);
    assert.deepEqual(await blobs.read({ schoolId: OTHER_SCHOOL, id: NAME.id }), damaged);
  });
});
