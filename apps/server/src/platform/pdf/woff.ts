import { inflateSync } from 'node:zlib';

const SIGNATURE = 0x774f4646;
const HEADER = 44;
const ENTRY = 20;

/** Unpacks a font in WOFF 1.0 (W3C recommendation of 2012) into the TrueType font that it is. Throws when it is none. */
export function unpackWoff(woff: Buffer): Buffer {
  if (woff.readUInt32BE(0) !== SIGNATURE) throw new Error('not a WOFF font');
  const count = woff.readUInt16BE(12);
  const directory = 12 + 16 * count;
  const head = Buffer.alloc(directory);
  head.writeUInt32BE(woff.readUInt32BE(4), 0);
  head.writeUInt16BE(count, 4);
  const largest = 2 ** Math.floor(Math.log2(count));
  head.writeUInt16BE(largest * 16, 6);
  head.writeUInt16BE(Math.log2(largest), 8);
  head.writeUInt16BE(count * 16 - largest * 16, 10);
  const tables: Buffer[] = [];
  let offset = directory;
  for (let index = 0; index < count; index += 1) {
    const entry = HEADER + index * ENTRY;
    const [at, packed, length] = [4, 8, 12].map((field) => woff.readUInt32BE(entry + field));
    if (at === undefined || packed === undefined || length === undefined) throw new Error('no such table');
    const stored = woff.subarray(at, at + packed);
    const table = packed < length ? inflateSync(stored, { maxOutputLength: length }) : stored;
    const to = 12 + 16 * index;
    woff.copy(head, to, entry, entry + 4);
    woff.copy(head, to + 4, entry + 16, entry + 20);
    head.writeUInt32BE(offset, to + 8);
    head.writeUInt32BE(length, to + 12);
    const padded = Buffer.alloc(Math.ceil(length / 4) * 4);
    table.copy(padded);
    tables.push(padded);
    offset += padded.length;
  }
  return Buffer.concat([head, ...tables]);
}
