import assert from 'node:assert/strict';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { createMasterKey } from '../keys/master-key.ts';
import { createExtensionPackage } from './package.ts';

const masterKey = createMasterKey(Buffer.alloc(32, 1));

function scratch(t: TestContext): { distFolder: string; keyFile: string } {
  const folder = mkdtempSync(join(tmpdir(), 'lapwing-crx-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const distFolder = join(folder, 'dist');
  mkdirSync(join(distFolder, 'icons'), { recursive: true });
  writeFileSync(join(distFolder, 'manifest.json'), '{"manifest_version":3,"name":"x","version":"1.2.3"}');
  writeFileSync(join(distFolder, 'icons/grün.svg'), '<svg/>');
  return { distFolder, keyFile: join(folder, 'secrets', 'extension.key') };
}

/** Length-delimited fields of a protocol buffer, by their number. */
function fields(bytes: Uint8Array): Map<number, Uint8Array> {
  const found = new Map<number, Uint8Array>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at] ?? 0;
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    assert.equal(tag % 8, 2);
    const length = varint();
    found.set(Math.floor(tag / 8), bytes.subarray(at, at + length));
    at += length;
  }
  return found;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function unzip(archive: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  const end = archive.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
  let at = archive.readUInt32LE(end + 16);
  for (let count = archive.readUInt16LE(end + 10); count > 0; count -= 1) {
    assert.equal(archive.readUInt32LE(at), 0x02014b50);
    const packed = archive.readUInt32LE(at + 20);
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    const start = archive.readUInt32LE(at + 42) + 30 + nameLength;
    files.set(name, inflateRawSync(archive.subarray(start, start + packed)).toString('utf8'));
    at += 46 + nameLength;
  }
  return files;
}

describe('the packed extension', () => {
  it('carries its files, a valid proof, and the id that its key gives', (t) => {
    const options = { ...scratch(t), masterKey };
    const extension = createExtensionPackage(options);
    const loaded = extension.load();
    assert.ok(loaded.ok);
    assert.equal(loaded.version, '1.2.3');
    const crx = Buffer.from(loaded.crx);
    assert.equal(crx.toString('latin1', 0, 4), 'Cr24');
    assert.equal(crx.readUInt32LE(4), 3);
    const headerLength = crx.readUInt32LE(8);
    const header = fields(crx.subarray(12, 12 + headerLength));
    const archive = crx.subarray(12 + headerLength);
    const proof = fields(header.get(2) ?? Buffer.alloc(0));
    const publicKey = Buffer.from(proof.get(1) ?? []);
    const signedData = Buffer.from(header.get(10_000) ?? []);
    const key = createPublicKey({ key: publicKey, format: 'der', type: 'spki' });
    const signed = Buffer.concat([
      Buffer.from('CRX3 SignedData\0'),
      uint32(signedData.length),
      signedData,
      archive,
    ]);
    assert.ok(verify('sha256', signed, key, Buffer.from(proof.get(2) ?? [])));
    const id = createHash('sha256').update(publicKey).digest().subarray(0, 16);
    assert.deepEqual(Buffer.from(fields(signedData).get(1) ?? []), id);
    assert.match(extension.id, /^[a-p]{32}$/);
    assert.equal(
      id.toString('hex'),
      Array.from(extension.id, (letter) => (letter.charCodeAt(0) - 97).toString(16)).join(''),
    );
    assert.deepEqual(
      unzip(archive),
      new Map([
        ['icons/grün.svg', '<svg/>'],
        ['manifest.json', '{"manifest_version":3,"name":"x","version":"1.2.3"}'],
      ]),
    );
  });

  it('keeps its id over restarts, by a key that nobody else can read', (t) => {
    const options = { ...scratch(t), masterKey };
    const first = createExtensionPackage(options);
    assert.equal(createExtensionPackage(options).id, first.id);
    assert.equal(statSync(options.keyFile).mode & 0o077, 0);
    assert.ok(!readFileSync(options.keyFile).includes('PRIVATE KEY'));
    const otherKey = createMasterKey(Buffer.alloc(32, 2));
    assert.throws(() => createExtensionPackage({ ...options, masterKey: otherKey }));
  });

  it('is plainly not there before it is built, and there as soon as it is', (t) => {
    const options = { ...scratch(t), masterKey };
    const dist = options.distFolder;
    rmSync(dist, { recursive: true });
    const extension = createExtensionPackage(options);
    const before = extension.load();
    assert.ok(!before.ok);
    assert.equal(before.code, 'not-built');
    mkdirSync(dist);
    writeFileSync(join(dist, 'manifest.json'), '{}');
    const bad = extension.load();
    assert.ok(!bad.ok);
    assert.equal(bad.code, 'bad-manifest');
    writeFileSync(join(dist, 'manifest.json'), '{"version":"2.0"}');
    assert.ok(extension.load().ok);
  });
});
