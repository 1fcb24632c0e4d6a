// Keys as `KeyboardEvent.code` names them, and their numbers in the kernel (linux/input-event-codes.h). X servers on Linux
// add eight to those (the `evdev` rules of xkeyboard-config).

const BEFORE_X = 8;

const ROWS: readonly (readonly [first: number, codes: string])[] = [
  [1, 'Escape Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 Minus Equal Backspace'],
  [15, 'Tab KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight Enter ControlLeft'],
  [30, 'KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote Backquote ShiftLeft Backslash'],
  [
    44,
    'KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash ShiftRight NumpadMultiply AltLeft Space CapsLock',
  ],
  [59, 'F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 NumLock ScrollLock Numpad7 Numpad8 Numpad9 NumpadSubtract'],
  [75, 'Numpad4 Numpad5 Numpad6 NumpadAdd Numpad1 Numpad2 Numpad3 Numpad0 NumpadDecimal'],
  [86, 'IntlBackslash F11 F12 IntlRo'],
  [92, 'Convert KanaMode NonConvert'],
  [96, 'NumpadEnter ControlRight NumpadDivide PrintScreen AltRight'],
  [102, 'Home ArrowUp PageUp ArrowLeft ArrowRight End ArrowDown PageDown Insert Delete'],
  [113, 'AudioVolumeMute AudioVolumeDown AudioVolumeUp'],
  [117, 'NumpadEqual'],
  [119, 'Pause'],
  [121, 'NumpadComma Lang1 Lang2 IntlYen MetaLeft MetaRight ContextMenu'],
  [183, 'F13 F14 F15 F16 F17 F18 F19 F20 F21 F22 F23 F24'],
];

const KEYCODES: ReadonlyMap<string, number> = new Map(
  ROWS.flatMap(([first, codes]) =>
    codes.split(' ').map((code, index) => [code, first + index + BEFORE_X] as const),
  ),
);

/** The X keycode of a key; null for one that there is none for. */
export function keycodeOf(code: string): number | null {
  return KEYCODES.get(code) ?? null;
}

/** The keysym that writes a character, after appendix A of the X protocol; null for one that writes nothing. */
export function keysymOf(character: string): number | null {
  const point = character.codePointAt(0) ?? 0;
  if (point === 0x0a || point === 0x0d) return 0xff0d;
  if (point === 0x09) return 0xff09;
  if (point < 0x20 || (point >= 0x7f && point < 0xa0)) return null;
  return point <= 0xff ? point : 0x01000000 + point;
}
