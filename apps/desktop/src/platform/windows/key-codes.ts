// Keys as `KeyboardEvent.code` names them, and their scan codes (set 1) as SendInput takes them. 0xe0 before a key
// is said by a flag of its own.

const ROWS: readonly (readonly [first: number, codes: string])[] = [
  [
    0x01,
    'Escape Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 Minus Equal Backspace',
  ],
  [0x0f, 'Tab KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight Enter ControlLeft'],
  [0x1e, 'KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote Backquote ShiftLeft Backslash'],
  [
    0x2c,
    'KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash ShiftRight NumpadMultiply AltLeft Space CapsLock',
  ],
  [0x3b, 'F1 F2 F3 F4 F5 F6 F7 F8 F9 F10'],
  [0x46, 'ScrollLock Numpad7 Numpad8 Numpad9 NumpadSubtract Numpad4 Numpad5 Numpad6 NumpadAdd'],
  [0x4f, 'Numpad1 Numpad2 Numpad3 Numpad0 NumpadDecimal'],
  [0x56, 'IntlBackslash F11 F12'],
  [0x64, 'F13 F14 F15 F16 F17 F18 F19 F20 F21 F22 F23'],
];
/** These are the same key with every layout. */
const EXTENDED: readonly (readonly [scan: number, key: number, code: string])[] = [
  [0x1c, 0x0d, 'NumpadEnter'],
  [0x1d, 0xa3, 'ControlRight'],
  [0x35, 0x6f, 'NumpadDivide'],
  [0x37, 0x2c, 'PrintScreen'],
  [0x38, 0xa5, 'AltRight'],
  [0x45, 0x90, 'NumLock'],
  [0x47, 0x24, 'Home'],
  [0x48, 0x26, 'ArrowUp'],
  [0x49, 0x21, 'PageUp'],
  [0x4b, 0x25, 'ArrowLeft'],
  [0x4d, 0x27, 'ArrowRight'],
  [0x4f, 0x23, 'End'],
  [0x50, 0x28, 'ArrowDown'],
  [0x51, 0x22, 'PageDown'],
  [0x52, 0x2d, 'Insert'],
  [0x53, 0x2e, 'Delete'],
  [0x5b, 0x5b, 'MetaLeft'],
  [0x5c, 0x5c, 'MetaRight'],
  [0x5d, 0x5d, 'ContextMenu'],
];

/** A key by its place. */
export interface KeyPlace {
  readonly scan: number;
  /** Its number with every layout, for one that 0xe0 stands before; null: the layout says. */
  readonly extended: number | null;
}

const PLACES = new Map<string, KeyPlace>([
  ...ROWS.flatMap(([first, codes]) =>
    codes.split(' ').map((code, index) => [code, { scan: first + index, extended: null }] as const),
  ),
  ...EXTENDED.map(([scan, extended, code]) => [code, { scan, extended }] as const),
]);

/** Where a key is on the keyboard; null for one that there is none for. */
export function placeOfKey(code: string): KeyPlace | null {
  return PLACES.get(code) ?? null;
}
