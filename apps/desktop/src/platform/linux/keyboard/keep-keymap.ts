import type { Display } from '../x11/display.ts';
import { type Keymap, KEYMAP_PARTS, parseKeymap } from './keymap.ts';

const CORE_KEYBOARD = 0x100;
const NEW_KEYBOARD_AND_MAP = 0x03;

/** The keyboard mapping of a display as it is now. */
export interface KeptKeymap {
  /** Null while it is read, and where the server has none. */
  readonly keymap: () => Keymap | null;
  readonly close: () => void;
}

/** Reads the mapping, and again when it has changed. For windows of our own, which are told of keys by their codes. */
export async function keepKeymap(display: Display): Promise<KeptKeymap> {
  const xkb = await display.extension('xkb');
  if (xkb === null) return { keymap: () => null, close: () => undefined };
  let keymap: Keymap | null = null;
  const read = async (): Promise<void> => {
    keymap = (await getKeymap(display, xkb.majorOpcode).catch(() => null)) ?? keymap;
  };
  const cancel = display.onEvent((event) => {
    if ((event.name === 'XkbEvent' && event['xkbType'] !== 3) || event.name === 'MappingNotify') void read();
  });
  xkb.SelectEvents(CORE_KEYBOARD, NEW_KEYBOARD_AND_MAP, 0, NEW_KEYBOARD_AND_MAP, KEYMAP_PARTS, KEYMAP_PARTS);
  await read();
  return { keymap: () => keymap, close: cancel };
}

/** Asks for the mapping. Source: The X Keyboard Extension: Protocol Specification, section 16.3.8. */
export async function getKeymap(display: Display, opcode: number): Promise<Keymap | null> {
  const bytes = Buffer.alloc(28);
  bytes.writeUInt8(opcode, 0);
  bytes.writeUInt8(8, 1);
  bytes.writeUInt16LE(7, 2);
  bytes.writeUInt16LE(CORE_KEYBOARD, 4);
  bytes.writeUInt16LE(KEYMAP_PARTS, 6);
  return display.request(bytes, (body) => parseKeymap(body));
}
