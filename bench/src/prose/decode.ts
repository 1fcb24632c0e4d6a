import { gunzipSync, inflateSync } from 'node:zlib';

/** The text of a file in a package, by its name: compressed, in R's form, or as it is. */
export function decodeFile(name: string, bytes: Buffer): string {
  if (/\.[gd]z$/u.test(name)) return gunzipSync(bytes).toString('utf8');
  if (name.endsWith('.rdb')) return stringsOfR(bytes);
  return bytes.toString('utf8');
}

const CHUNK_HEAD = 4;
/** How R begins a string: the flags of ASCII or UTF-8, then its length. */
const STRING_FLAGS = new Set([0x00040009, 0x00008009]);

/** The strings in R's lazy-load file, a line each: chunks of a length and zlib, in each a serialised object. */
function stringsOfR(bytes: Buffer): string {
  const lines: string[] = [];
  for (let at = 0; at + CHUNK_HEAD < bytes.length;) {
    const packed = bytes.subarray(at + CHUNK_HEAD);
    const size = bytes.readUInt32BE(at);
    const chunk = inflateSync(packed, { info: true }) as unknown as {
      readonly buffer: Buffer;
      readonly engine: { readonly bytesWritten: number };
    };
    if (chunk.buffer.length !== size || chunk.engine.bytesWritten === 0) break;
    readStrings(chunk.buffer, lines);
    at += CHUNK_HEAD + chunk.engine.bytesWritten;
  }
  return lines.join('\n');
}

function readStrings(object: Buffer, lines: string[]): void {
  for (let at = 0; at + 8 <= object.length;) {
    const length = object.readInt32BE(at + 4);
    if (STRING_FLAGS.has(object.readUInt32BE(at)) && length >= 0 && at + 8 + length <= object.length) {
      lines.push(object.toString('utf8', at + 8, at + 8 + length));
      at += 8 + length;
    } else at += 1;
  }
}
