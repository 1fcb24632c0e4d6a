/** A value of IPP that we read: numbers, texts, yes or no. Others are left out. */
export type IppValue = number | string | boolean;

export interface IppGroup {
  /** What it tells of: 1 the operation, 2 a job, 4 a printer. */
  readonly tag: number;
  readonly attributes: ReadonlyMap<string, readonly IppValue[]>;
}

export interface IppReply {
  /** Up to 0x00ff: successful. */
  readonly status: number;
  readonly groups: readonly IppGroup[];
}

/** An attribute of a request: how it is written, and its values. */
export interface IppAttribute {
  readonly name: string;
  readonly type: keyof typeof TYPES;
  readonly values: readonly (string | number | boolean)[];
}

export const GROUPS = Object.freeze({ operation: 1, job: 2, end: 3, printer: 4 });

/** Value tags of RFC 8010, section 3.5.2. */
const TYPES = Object.freeze({
  integer: 0x21,
  boolean: 0x22,
  enum: 0x23,
  name: 0x42,
  keyword: 0x44,
  uri: 0x45,
  charset: 0x47,
  language: 0x48,
});
const WITH_LANGUAGE = new Set([0x35, 0x36]);
const FIRST_VALUE = 0x10;
const FIRST_TEXT = 0x40;
const LAST_TEXT = 0x5f;
/** A collection's beginning, name and end hold no value of their own. */
const COLLECTION = new Set([0x34, 0x37, 0x4a]);
const MOST_BYTES = 65_535;

/** One request in the encoding of RFC 8010, version 2.0, with its operation attributes. */
export function encodeIpp(operation: number, attributes: readonly IppAttribute[], requestId = 1): Buffer {
  const head = Buffer.from([2, 0, 0, 0, 0, 0, 0, 0, GROUPS.operation]);
  head.writeUInt16BE(operation, 2);
  head.writeInt32BE(requestId, 4);
  const parts: Buffer[] = [head];
  for (const { name, type, values } of attributes)
    for (const [index, value] of values.entries())
      parts.push(Buffer.from([TYPES[type]]), field(index === 0 ? name : ''), field(bytesOf(type, value)));
  return Buffer.concat([...parts, Buffer.from([GROUPS.end])]);
}

function bytesOf(type: IppAttribute['type'], value: string | number | boolean): Buffer {
  if (type === 'boolean') return Buffer.from([value === true ? 1 : 0]);
  if (typeof value !== 'number') return Buffer.from(String(value));
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function field(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value).subarray(0, MOST_BYTES);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Null where it is no reply of IPP. */
export function decodeIpp(bytes: Buffer): IppReply | null {
  if (bytes.length < 9) return null;
  const groups: { tag: number; attributes: Map<string, IppValue[]> }[] = [];
  let at = 8;
  let name = '';
  const take = (): Buffer | null => {
    if (at + 2 > bytes.length) return null;
    const end = at + 2 + bytes.readUInt16BE(at);
    if (end > bytes.length) return null;
    const value = bytes.subarray(at + 2, end);
    at = end;
    return value;
  };
  while (at < bytes.length) {
    const tag = bytes.readUInt8(at);
    at += 1;
    if (tag === GROUPS.end) return { status: bytes.readUInt16BE(2), groups };
    if (tag < FIRST_VALUE) {
      groups.push({ tag, attributes: new Map() });
      name = '';
      continue;
    }
    const [called, raw] = [take(), take()];
    const group = groups.at(-1);
    if (called === null || raw === null || group === undefined) return null;
    if (called.length > 0) name = called.toString('utf8');
    const value = valueOf(tag, raw);
    const values = group.attributes.get(name) ?? [];
    if (value !== null) values.push(value);
    group.attributes.set(name, values);
  }
  return null;
}

function valueOf(tag: number, raw: Buffer): IppValue | null {
  if (tag === TYPES.integer || tag === TYPES.enum) return raw.length === 4 ? raw.readInt32BE(0) : null;
  if (tag === TYPES.boolean) return raw.length === 1 ? raw[0] === 1 : null;
  if (COLLECTION.has(tag)) return null;
  if (WITH_LANGUAGE.has(tag)) {
    // Two fields in one: the language, and the text.
    const start = raw.length < 2 ? 0 : 2 + raw.readUInt16BE(0);
    return start + 2 > raw.length ? null : raw.subarray(start + 2).toString('utf8');
  }
  return tag >= FIRST_TEXT && tag <= LAST_TEXT ? raw.toString('utf8') : null;
}
