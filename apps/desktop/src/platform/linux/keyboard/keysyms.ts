import { LEGACY_KEYSYMS } from './legacy-keysyms.ts';

// What a keysym writes and what it is called. Source: the X Window System Protocol, appendix A (KEYSYM encoding); names
// are those of UI Events KeyboardEvent key Values.

const LEGACY: ReadonlyMap<number, string> = new Map(
  LEGACY_KEYSYMS.flatMap(([first, codePoints]) =>
    codePoints
      .split(' ')
      .flatMap((hex, index) =>
        hex === '-' ? [] : [[first + index, String.fromCodePoint(Number.parseInt(hex, 16))] as const],
      ),
  ),
);

/** Combining marks of the dead keys, from `dead_grave` (0xfe50) on; empty for one that Unicode composes with nothing. */
const DEAD_MARKS: readonly string[] = Object.freeze(
  (
    '300 301 302 303 304 306 307 308 30a 30b 30c 327 328 345 3099 309a 323 309 31b - 313 314 30f 325 331 32d 330 32e ' +
    '324 311 326 - 332 30d 329 -'
  )
    .split(' ')
    .map((hex) => (hex === '-' ? '' : String.fromCodePoint(Number.parseInt(hex, 16)))),
);
const DEAD_FIRST = 0xfe50;
const DEAD_LAST = 0xfe93;
const SPACING: ReadonlyMap<string, string> = new Map(
  (
    [
      [0x300, '`'],
      [0x301, "'"],
      [0x302, '^'],
      [0x303, '~'],
      [0x304, '¯'],
      [0x306, '˘'],
      [0x307, '˙'],
      [0x308, '"'],
      [0x30a, '°'],
      [0x30b, '˝'],
      [0x30c, 'ˇ'],
      [0x327, '¸'],
      [0x328, '˛'],
      [0x345, 'ͺ'],
      [0x3099, '゛'],
      [0x309a, '゜'],
    ] as const
  ).map(([mark, spacing]) => [String.fromCodePoint(mark), spacing] as const),
);

const NAMES: ReadonlyMap<number, string> = new Map([
  [0xff08, 'Backspace'],
  [0xff09, 'Tab'],
  [0xff0a, 'Enter'],
  [0xff0b, 'Clear'],
  [0xff0d, 'Enter'],
  [0xff13, 'Pause'],
  [0xff14, 'ScrollLock'],
  [0xff15, 'PrintScreen'],
  [0xff1b, 'Escape'],
  [0xff20, 'Compose'],
  [0xff21, 'KanjiMode'],
  [0xff22, 'NonConvert'],
  [0xff23, 'Convert'],
  [0xff24, 'Romaji'],
  [0xff25, 'Hiragana'],
  [0xff26, 'Katakana'],
  [0xff27, 'HiraganaKatakana'],
  [0xff28, 'Zenkaku'],
  [0xff29, 'Hankaku'],
  [0xff2a, 'ZenkakuHankaku'],
  [0xff2d, 'KanaMode'],
  [0xff2f, 'Alphanumeric'],
  [0xff30, 'Alphanumeric'],
  [0xff31, 'HangulMode'],
  [0xff34, 'HanjaMode'],
  [0xff37, 'CodeInput'],
  [0xff38, 'JunjaMode'],
  [0xff3c, 'SingleCandidate'],
  [0xff3d, 'AllCandidates'],
  [0xff3e, 'PreviousCandidate'],
  [0xff50, 'Home'],
  [0xff51, 'ArrowLeft'],
  [0xff52, 'ArrowUp'],
  [0xff53, 'ArrowRight'],
  [0xff54, 'ArrowDown'],
  [0xff55, 'PageUp'],
  [0xff56, 'PageDown'],
  [0xff57, 'End'],
  [0xff58, 'Home'],
  [0xff60, 'Select'],
  [0xff61, 'PrintScreen'],
  [0xff62, 'Execute'],
  [0xff63, 'Insert'],
  [0xff65, 'Undo'],
  [0xff66, 'Redo'],
  [0xff67, 'ContextMenu'],
  [0xff68, 'Find'],
  [0xff69, 'Cancel'],
  [0xff6a, 'Help'],
  [0xff6b, 'Pause'],
  [0xff7e, 'ModeChange'],
  [0xff7f, 'NumLock'],
  [0xff89, 'Tab'],
  [0xff8d, 'Enter'],
  [0xff91, 'F1'],
  [0xff92, 'F2'],
  [0xff93, 'F3'],
  [0xff94, 'F4'],
  [0xff95, 'Home'],
  [0xff96, 'ArrowLeft'],
  [0xff97, 'ArrowUp'],
  [0xff98, 'ArrowRight'],
  [0xff99, 'ArrowDown'],
  [0xff9a, 'PageUp'],
  [0xff9b, 'PageDown'],
  [0xff9c, 'End'],
  [0xff9d, 'Clear'],
  [0xff9e, 'Insert'],
  [0xff9f, 'Delete'],
  [0xffe1, 'Shift'],
  [0xffe2, 'Shift'],
  [0xffe3, 'Control'],
  [0xffe4, 'Control'],
  [0xffe5, 'CapsLock'],
  [0xffe6, 'CapsLock'],
  [0xffe7, 'Meta'],
  [0xffe8, 'Meta'],
  [0xffe9, 'Alt'],
  [0xffea, 'Alt'],
  [0xffeb, 'Meta'],
  [0xffec, 'Meta'],
  [0xffed, 'Hyper'],
  [0xffee, 'Hyper'],
  [0xffff, 'Delete'],
  [0xfe01, 'CapsLock'],
  [0xfe02, 'Shift'],
  [0xfe03, 'AltGraph'],
  [0xfe04, 'AltGraph'],
  [0xfe05, 'AltGraph'],
  [0xfe06, 'ModeChange'],
  [0xfe07, 'ModeChange'],
  [0xfe08, 'GroupNext'],
  [0xfe09, 'GroupNext'],
  [0xfe0a, 'GroupPrevious'],
  [0xfe0b, 'GroupPrevious'],
  [0xfe0c, 'GroupFirst'],
  [0xfe0d, 'GroupFirst'],
  [0xfe0e, 'GroupLast'],
  [0xfe0f, 'GroupLast'],
  [0xfe20, 'Tab'],
  [0xfe34, 'Enter'],
]);

/** Of the key that starts a sequence of the Compose file. */
export const MULTI_KEY = 0xff20;

/** Keysyms of the keys that hold Control, Alt or the system's own key, by which a stroke becomes a command. */
export function isCommandKey(keysym: number): boolean {
  return (keysym >= 0xffe3 && keysym <= 0xffe4) || (keysym >= 0xffe7 && keysym <= 0xffee);
}

/** Keysyms of keys that only hold others: they end no sequence of dead keys. */
export function isModifierKey(keysym: number): boolean {
  return (
    (keysym >= 0xffe1 && keysym <= 0xffee) ||
    (keysym >= 0xfe01 && keysym <= 0xfe13) ||
    keysym === 0xff7e ||
    keysym === 0xff7f
  );
}

/** What a keysym writes; null for a key that writes nothing, a dead one among them. */
export function keysymText(keysym: number): string | null {
  if ((keysym >= 0x20 && keysym <= 0x7e) || (keysym >= 0xa0 && keysym <= 0xff))
    return String.fromCharCode(keysym);
  if (keysym >= 0x01000100 && keysym <= 0x0110ffff) {
    const point = keysym - 0x01000000;
    return point >= 0xd800 && point <= 0xdfff ? null : String.fromCodePoint(point);
  }
  if (keysym >= 0xffaa && keysym <= 0xffb9) return String.fromCharCode(keysym - 0xff80);
  if (keysym === 0xffbd) return '=';
  if (keysym === 0xff80) return ' ';
  return LEGACY.get(keysym) ?? null;
}

/** As `KeyboardEvent.key` names a key that writes nothing. */
export function keysymName(keysym: number): string {
  if (isDead(keysym)) return 'Dead';
  if (keysym >= 0xffbe && keysym <= 0xffe0) return `F${keysym - 0xffbd}`;
  return NAMES.get(keysym) ?? 'Unidentified';
}

export function isDead(keysym: number): boolean {
  return keysym >= DEAD_FIRST && keysym <= DEAD_LAST;
}

/** The combining mark of a dead key; null where Unicode has none for it. */
export function deadMark(keysym: number): string | null {
  const index = keysym < 0xfe90 ? keysym - DEAD_FIRST : keysym - 0xfe90 + 32;
  const mark = keysym >= 0xfe80 && keysym < 0xfe90 ? '' : (DEAD_MARKS[index] ?? '');
  return mark === '' ? null : mark;
}

/** The mark standing alone, as a dead key and the space bar write it. */
export function spacingMark(mark: string): string {
  return SPACING.get(mark) ?? mark;
}
