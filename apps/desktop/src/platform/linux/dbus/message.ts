import { marshal, unmarshal, WireError } from './wire.ts';

// Messages of D-Bus. Source: D-Bus Specification, section "Message Protocol".

export const KINDS = Object.freeze({ call: 1, reply: 2, error: 3, signal: 4 } as const);

export interface Message {
  readonly kind: number;
  readonly serial: number;
  readonly noReply: boolean;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly error: string;
  /** Serial of the call that is answered; 0 for none. */
  readonly replyTo: number;
  readonly destination: string;
  readonly sender: string;
  readonly signature: string;
  /** The values of the signature. */
  readonly body: readonly unknown[];
}

/** What is to be sent: the rest is empty. */
export type Outgoing = Partial<Omit<Message, 'kind' | 'serial' | 'sender'>> & { readonly kind: number };

/** Far more than any field or menu; a sender that says more is cut off. */
export const LARGEST_MESSAGE = 8 * 1024 * 1024;

const FIELDS = Object.freeze([
  [1, 'o', 'path'],
  [2, 's', 'interface'],
  [3, 's', 'member'],
  [4, 's', 'error'],
  [5, 'u', 'replyTo'],
  [6, 's', 'destination'],
  [8, 'g', 'signature'],
] as const);

/** Writes a message, little-endian. */
export function encodeMessage(message: Outgoing, serial: number): Buffer {
  const body = marshal(message.signature ?? '', message.body ?? []);
  const fields = FIELDS.flatMap(([code, signature, name]) => {
    const value = message[name];
    return value === undefined || value === '' || value === 0 ? [] : [[code, { signature, value }]];
  });
  const head = marshal('yyyyuua(yv)', [
    0x6c,
    message.kind,
    message.noReply === true ? 1 : 0,
    1,
    body.length,
    serial,
    fields,
  ]);
  const padding = Buffer.alloc((8 - (head.length % 8)) % 8);
  return Buffer.concat([head, padding, body]);
}

/**
 * The length of the message that begins in `bytes`; null while too little of it is there to tell.
 * Throws WireError for what is no message, or too large a one.
 */
export function messageLength(bytes: Uint8Array): number | null {
  if (bytes.length < 16) return null;
  const little = isLittle(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields = view.getUint32(12, little);
  const length = 16 + fields + ((8 - (fields % 8)) % 8) + view.getUint32(4, little);
  if (length > LARGEST_MESSAGE) throw new WireError('The message is too large.');
  return length;
}

function isLittle(bytes: Uint8Array): boolean {
  if (bytes[0] === 0x6c) return true;
  if (bytes[0] === 0x42) return false;
  throw new WireError('That is no message.');
}

/** Reads a whole message; throws WireError for what is none. */
export function decodeMessage(bytes: Uint8Array): Message {
  const little = isLittle(bytes);
  const [, kind, flags, , , serial, fields] = unmarshal('yyyyuua(yv)', bytes, little);
  const found = new Map<number, unknown>();
  const listed: readonly unknown[] = Array.isArray(fields) ? fields : [];
  for (const field of listed) {
    const pair: readonly unknown[] = Array.isArray(field) ? field : [];
    const [code, variant] = pair;
    if (typeof code === 'number' && typeof variant === 'object' && variant !== null && 'value' in variant)
      found.set(code, variant.value);
  }
  const text = (code: number): string => {
    const value = found.get(code);
    return typeof value === 'string' ? value : '';
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bodyLength = view.getUint32(4, little);
  const replyTo = found.get(5);
  const signature = text(8);
  return {
    kind: typeof kind === 'number' ? kind : 0,
    serial: typeof serial === 'number' ? serial : 0,
    noReply: typeof flags === 'number' && (flags & 1) !== 0,
    path: text(1),
    interface: text(2),
    member: text(3),
    error: text(4),
    replyTo: typeof replyTo === 'number' ? replyTo : 0,
    destination: text(6),
    sender: text(7),
    signature,
    body: unmarshal(signature, bytes.subarray(bytes.length - bodyLength), little),
  };
}
