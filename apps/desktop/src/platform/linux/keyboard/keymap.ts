import { isCommandKey, keysymText } from './keysyms.ts';

// The keyboard mapping as XKB describes it. Source: The X Keyboard Extension: Protocol Specification, sections 12.2 and
// 16.3.8 (GetMap).

interface KeyType {
  /** The modifiers that choose the level. */
  readonly mask: number;
  /** Level and the modifiers that are kept, by the modifiers held. */
  readonly levels: ReadonlyMap<number, { readonly level: number; readonly kept: number }>;
}

interface Key {
  readonly groups: number;
  /** What is done with a group that the key has not: `0x00` round, `0x40` the last, `0x80` the one in `redirect`. */
  readonly outOfRange: number;
  readonly redirect: number;
  readonly types: readonly number[];
  readonly width: number;
  readonly keysyms: readonly number[];
}

export interface Keymap {
  readonly types: readonly KeyType[];
  /** By keycode. */
  readonly keys: ReadonlyMap<number, Key>;
  /** Modifier bits that make a command: those of Control, Alt and the system's own key. */
  readonly commandMask: number;
}

export interface Pressed {
  readonly keysym: number;
  readonly command: boolean;
  /** Caps Lock is on and did not choose the level: letters are written large. */
  readonly capital: boolean;
}

const LOCK = 0x02;
const CONTROL = 0x04;
/** Level 3 by AltGr in nearly every mapping; never a command by itself. */
const LEVEL3_KEYSYMS: ReadonlySet<number> = new Set([
  0xfe03, 0xfe04, 0xfe05, 0xfe11, 0xfe12, 0xfe13, 0xff7e, 0xff7f,
]);

/** The parts of the mapping that `parseKeymap` reads: key types, keysyms and the modifier map. */
export const KEYMAP_PARTS = 0x07;

/**
 * Reads the reply to XkbGetMap for `KEYMAP_PARTS`.
 * @param reply from its ninth byte on, as npm `x11` gives it; little-endian
 * @returns null when it is not one
 */
export function parseKeymap(reply: Uint8Array): Keymap | null {
  const view = new DataView(reply.buffer, reply.byteOffset, reply.byteLength);
  try {
    const present = view.getUint16(4, true);
    let at = 32;
    const types: KeyType[] = [];
    if ((present & 1) !== 0)
      for (let index = 0; index < view.getUint8(7); index += 1) {
        const read = readType(view, at);
        types.push(read.type);
        at = read.next;
      }
    const keys = new Map<number, Key>();
    if ((present & 2) !== 0)
      for (let index = 0; index < view.getUint8(12); index += 1) {
        const read = readKey(view, at);
        keys.set(view.getUint8(9) + index, read.key);
        at = read.next;
      }
    const modifiers: (readonly [number, number])[] = [];
    if ((present & 4) !== 0)
      for (let index = 0; index < view.getUint8(25); index += 1)
        modifiers.push([view.getUint8(at + index * 2), view.getUint8(at + index * 2 + 1)]);
    return { types, keys, commandMask: commandMask(modifiers, keys) };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function readType(view: DataView, at: number): { readonly type: KeyType; readonly next: number } {
  const entries = view.getUint8(at + 5);
  const preserve = view.getUint8(at + 6) !== 0;
  const levels = new Map<number, { readonly level: number; readonly kept: number }>();
  for (let index = 0; index < entries; index += 1) {
    const entry = at + 8 + index * 8;
    const active = view.getUint8(entry) !== 0;
    const kept = preserve ? view.getUint8(at + 8 + entries * 8 + index * 4) : 0;
    const mask = view.getUint8(entry + 1);
    if (active && !levels.has(mask)) levels.set(mask, { level: view.getUint8(entry + 2), kept });
  }
  return {
    type: { mask: view.getUint8(at), levels },
    next: at + 8 + entries * (preserve ? 12 : 8),
  };
}

function readKey(view: DataView, at: number): { readonly key: Key; readonly next: number } {
  const groupInfo = view.getUint8(at + 4);
  const count = view.getUint16(at + 6, true);
  const keysyms: number[] = [];
  for (let index = 0; index < count; index += 1) keysyms.push(view.getUint32(at + 8 + index * 4, true));
  return {
    key: {
      groups: groupInfo & 0x0f,
      outOfRange: groupInfo & 0xc0,
      redirect: (groupInfo >> 4) & 0x03,
      types: [0, 1, 2, 3].map((index) => view.getUint8(at + index)),
      width: view.getUint8(at + 5),
      keysyms,
    },
    next: at + 8 + count * 4,
  };
}

function commandMask(
  modifiers: readonly (readonly [keycode: number, bits: number])[],
  keys: ReadonlyMap<number, Key>,
): number {
  let command = CONTROL;
  let other = 0;
  for (const [keycode, bits] of modifiers) {
    const keysyms = keys.get(keycode)?.keysyms ?? [];
    if (keysyms.some((keysym) => LEVEL3_KEYSYMS.has(keysym))) other |= bits;
    else if (keysyms.some(isCommandKey)) command |= bits;
  }
  return command & ~other & ~(LOCK | 0x01);
}

/**
 * What a key makes of the modifiers and the group that are in force.
 * @param modifiers effective ones, a bit each
 * @param group effective one, from 0
 * @returns null for a key that the mapping has not
 */
export function press(keymap: Keymap, keycode: number, modifiers: number, group: number): Pressed | null {
  const key = keymap.keys.get(keycode);
  if (key === undefined || key.groups === 0) return null;
  const index = groupOf(key, group);
  const type = keymap.types[key.types[index] ?? -1];
  const mask = type?.mask ?? 0;
  const chosen = type?.levels.get(modifiers & mask) ?? { level: 0, kept: 0 };
  const keysym = key.keysyms[index * key.width + chosen.level] ?? 0;
  const left = modifiers & ~(mask & ~chosen.kept);
  // What chose a level that the other level would not have made is spent; Control and its like beside it are not.
  const spent = chosen.level > 0 && keysymText(keysym) !== null ? mask & ~chosen.kept : 0;
  return {
    keysym,
    command: (modifiers & ~spent & keymap.commandMask) !== 0,
    capital: (left & LOCK) !== 0,
  };
}

function groupOf(key: Key, group: number): number {
  if (group >= 0 && group < key.groups) return group;
  if (key.outOfRange === 0x40) return group < 0 ? 0 : key.groups - 1;
  if (key.outOfRange === 0x80) return key.redirect < key.groups ? key.redirect : 0;
  return ((group % key.groups) + key.groups) % key.groups;
}
