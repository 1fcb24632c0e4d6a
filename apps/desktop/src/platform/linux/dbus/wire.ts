// How D-Bus writes values. Source: D-Bus Specification, sections "Type System" and "Marshaling (Wire Format)".
//
// Numbers are numbers, 64-bit ones bigints; strings, paths and signatures are strings; `ay` is a Uint8Array, other arrays
// are arrays, structures and dictionary entries too; a variant is `{ signature, value }`.

/** A complete type. */
export type Type =
  | { readonly kind: 'basic'; readonly code: string }
  | { readonly kind: 'array'; readonly of: Type }
  | { readonly kind: 'struct'; readonly of: readonly Type[] };

export interface Variant {
  readonly signature: string;
  readonly value: unknown;
}

/** What was read or is to be written is no D-Bus value of its type. */
export class WireError extends Error {
  override name = 'WireError';
}

const DEEPEST = 32;
const ALIGNMENT: Readonly<Record<string, number>> = Object.freeze({
  y: 1,
  b: 4,
  n: 2,
  q: 2,
  i: 4,
  u: 4,
  x: 8,
  t: 8,
  d: 8,
  s: 4,
  o: 4,
  g: 1,
  v: 1,
  h: 4,
});

/** Rejects, by throwing WireError, what is no signature. */
export function parseSignature(signature: string): readonly Type[] {
  const types: Type[] = [];
  let at = 0;
  while (at < signature.length) {
    const read = parseType(signature, at, 0);
    types.push(read.type);
    at = read.next;
  }
  return types;
}

function parseType(
  signature: string,
  at: number,
  depth: number,
): { readonly type: Type; readonly next: number } {
  const code = signature[at] ?? '';
  if (depth > DEEPEST) throw new WireError('The signature is too deep.');
  if (code === 'a') {
    const { type, next } = parseType(signature, at + 1, depth + 1);
    return { type: { kind: 'array', of: type }, next };
  }
  if (code === '(' || code === '{') {
    const close = code === '(' ? ')' : '}';
    const of: Type[] = [];
    let next = at + 1;
    while (signature[next] !== close) {
      const read = parseType(signature, next, depth + 1);
      of.push(read.type);
      next = read.next;
    }
    if (of.length === 0 || (code === '{' && of.length !== 2)) throw new WireError('An empty structure.');
    return { type: { kind: 'struct', of }, next: next + 1 };
  }
  if (!(code in ALIGNMENT)) throw new WireError('The signature has an unknown type.');
  return { type: { kind: 'basic', code }, next: at + 1 };
}

function alignmentOf(type: Type): number {
  if (type.kind === 'array') return 4;
  return type.kind === 'struct' ? 8 : (ALIGNMENT[type.code] ?? 1);
}

/** Writes the values of a signature, little-endian, as they stand at the start of a body. */
export function marshal(signature: string, values: readonly unknown[]): Buffer {
  const types = parseSignature(signature);
  if (types.length !== values.length) throw new WireError('Other values than the signature has.');
  const writer = new Writer();
  for (const [index, type] of types.entries()) writer.write(type, values[index], 0);
  return writer.bytes();
}

class Writer {
  #buffer = Buffer.alloc(256);
  #at = 0;

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#at);
  }

  #room(size: number): number {
    const at = this.#at;
    if (at + size > this.#buffer.length) {
      const larger = Buffer.alloc(Math.max(this.#buffer.length * 2, at + size));
      this.#buffer.copy(larger);
      this.#buffer = larger;
    }
    this.#at += size;
    return at;
  }

  #align(to: number): void {
    this.#room((to - (this.#at % to)) % to);
  }

  write(type: Type, value: unknown, depth: number): void {
    if (depth > DEEPEST) throw new WireError('The value is too deep.');
    this.#align(alignmentOf(type));
    switch (type.kind) {
      case 'basic':
        this.#basic(type.code, value, depth);
        break;
      case 'struct':
        if (!Array.isArray(value) || value.length !== type.of.length)
          throw new WireError('A structure is expected.');
        for (const [index, part] of type.of.entries()) this.write(part, value[index], depth + 1);
        break;
      case 'array': {
        const items: Iterable<unknown> | null =
          Array.isArray(value) || value instanceof Uint8Array || value instanceof Map ? value : null;
        if (items === null) throw new WireError('An array is expected.');
        const length = this.#room(4);
        this.#align(alignmentOf(type.of));
        const start = this.#at;
        for (const item of items) this.write(type.of, item, depth + 1);
        this.#buffer.writeUInt32LE(this.#at - start, length);
        break;
      }
    }
  }

  #basic(code: string, value: unknown, depth: number): void {
    if (code === 'v') {
      const { signature, value: inner } = asVariant(value);
      const [type, more] = parseSignature(signature);
      if (type === undefined || more !== undefined) throw new WireError('A variant holds one value.');
      this.#basic('g', signature, depth);
      this.write(type, inner, depth + 1);
      return;
    }
    if (code === 's' || code === 'o' || code === 'g') {
      if (typeof value !== 'string') throw new WireError('A string is expected.');
      const bytes = Buffer.from(value.replaceAll('\0', ''), 'utf8');
      // Room is made first: it may put another buffer in the place of this one.
      const length = this.#room(code === 'g' ? 1 : 4);
      if (code === 'g') this.#buffer.writeUInt8(bytes.length, length);
      else this.#buffer.writeUInt32LE(bytes.length, length);
      const at = this.#room(bytes.length + 1);
      bytes.copy(this.#buffer, at);
      return;
    }
    if (code === 'b') {
      const at = this.#room(4);
      this.#buffer.writeUInt32LE(value === true ? 1 : 0, at);
      return;
    }
    if (code === 'x' || code === 't') {
      const big = BigInt(typeof value === 'bigint' || typeof value === 'number' ? value : 0);
      const at = this.#room(8);
      if (code === 'x') this.#buffer.writeBigInt64LE(big, at);
      else this.#buffer.writeBigUInt64LE(big, at);
      return;
    }
    if (typeof value !== 'number') throw new WireError('A number is expected.');
    const at = this.#room(ALIGNMENT[code] ?? 1);
    switch (code) {
      case 'y':
        this.#buffer.writeUInt8(value, at);
        break;
      case 'n':
        this.#buffer.writeInt16LE(value, at);
        break;
      case 'q':
        this.#buffer.writeUInt16LE(value, at);
        break;
      case 'i':
        this.#buffer.writeInt32LE(value, at);
        break;
      case 'd':
        this.#buffer.writeDoubleLE(value, at);
        break;
      default:
        this.#buffer.writeUInt32LE(value, at);
    }
  }
}

function asVariant(value: unknown): Variant {
  if (typeof value === 'object' && value !== null && 'signature' in value && 'value' in value) {
    const { signature } = value;
    if (typeof signature === 'string') return { signature, value: value.value };
  }
  throw new WireError('A variant is expected.');
}

/** Reads the values of a signature; throws WireError for bytes that are none. Bytes that are left over are not read. */
export function unmarshal(signature: string, bytes: Uint8Array, littleEndian: boolean): readonly unknown[] {
  const reader = new Reader(bytes, littleEndian);
  try {
    return parseSignature(signature).map((type) => reader.read(type, 0));
  } catch (error) {
    if (error instanceof RangeError) throw new WireError('The bytes end too early.', { cause: error });
    throw error;
  }
}

class Reader {
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  readonly #little: boolean;
  #at = 0;

  constructor(bytes: Uint8Array, little: boolean) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#little = little;
  }

  #take(size: number): number {
    const at = this.#at;
    if (at + size > this.#bytes.length) throw new WireError('The bytes end too early.');
    this.#at += size;
    return at;
  }

  #align(to: number): void {
    this.#take((to - (this.#at % to)) % to);
  }

  read(type: Type, depth: number): unknown {
    if (depth > DEEPEST) throw new WireError('The value is too deep.');
    this.#align(alignmentOf(type));
    if (type.kind === 'basic') return this.#basic(type.code, depth);
    if (type.kind === 'struct') return type.of.map((part) => this.read(part, depth + 1));
    const length = this.#view.getUint32(this.#take(4), this.#little);
    this.#align(alignmentOf(type.of));
    if (type.of.kind === 'basic' && type.of.code === 'y') {
      const at = this.#take(length);
      return new Uint8Array(this.#bytes.subarray(at, at + length));
    }
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new WireError('The bytes end too early.');
    const items: unknown[] = [];
    while (this.#at < end) items.push(this.read(type.of, depth + 1));
    if (this.#at !== end) throw new WireError('An array is longer than it says.');
    return items;
  }

  #basic(code: string, depth: number): unknown {
    switch (code) {
      case 'v': {
        const signature = String(this.#basic('g', depth));
        const [type, more] = parseSignature(signature);
        if (type === undefined || more !== undefined) throw new WireError('A variant holds one value.');
        return { signature, value: this.read(type, depth + 1) } satisfies Variant;
      }
      case 's':
      case 'o':
      case 'g': {
        const length =
          code === 'g'
            ? this.#view.getUint8(this.#take(1))
            : this.#view.getUint32(this.#take(4), this.#little);
        const at = this.#take(length + 1);
        return Buffer.from(this.#bytes.subarray(at, at + length)).toString('utf8');
      }
      case 'b':
        return this.#view.getUint32(this.#take(4), this.#little) !== 0;
      case 'y':
        return this.#view.getUint8(this.#take(1));
      case 'n':
        return this.#view.getInt16(this.#take(2), this.#little);
      case 'q':
        return this.#view.getUint16(this.#take(2), this.#little);
      case 'i':
        return this.#view.getInt32(this.#take(4), this.#little);
      case 'x':
        return this.#view.getBigInt64(this.#take(8), this.#little);
      case 't':
        return this.#view.getBigUint64(this.#take(8), this.#little);
      case 'd':
        return this.#view.getFloat64(this.#take(8), this.#little);
      default:
        return this.#view.getUint32(this.#take(4), this.#little);
    }
  }
}
