import { deadMark, isDead, keysymText, MULTI_KEY, spacingMark } from './keysyms.ts';

/** Sequences of a Compose file: keysyms, joined by spaces, to what they write; and the beginnings of sequences. */
export interface ComposeTable {
  readonly writes: ReadonlyMap<string, string>;
  readonly begins: ReadonlySet<string>;
}

/** What became of a key within a sequence. */
export type Composed =
  /** It stands for itself; nothing is waited for. */
  | { readonly kind: 'itself' }
  /** More is to come. */
  | { readonly kind: 'dead' }
  | { readonly kind: 'text'; readonly text: string };

/** Puts dead keys and Compose sequences together, one keyboard at a time. */
export interface Composer {
  /** @param keysym of a key that went down and is no modifier */
  press(keysym: number): Composed;
  /** Forgets what was begun: another window has the keyboard. */
  reset(): void;
}

/**
 * @param table called when a sequence begins that canonical composition does not know; what it gives is not asked for
 *   twice unless it was null (not there yet)
 */
export function createComposer(table: () => ComposeTable | null): Composer {
  let begun: readonly number[] = [];

  /** The longest way a sequence can end: what the table says, else what Unicode composes. */
  function judge(sequence: readonly number[]): Composed | null {
    const canonical = composeDead(sequence);
    if (canonical !== null) return { kind: 'text', text: canonical };
    if (sequence.every((keysym) => deadMark(keysym) !== null) && !isDoubled(sequence))
      return { kind: 'dead' };
    const known = table();
    const key = sequence.join(' ');
    const text = known?.writes.get(key);
    if (text !== undefined) return { kind: 'text', text };
    if (known?.begins.has(key) === true) return { kind: 'dead' };
    return sequence.length === 1 && startsSequence(sequence[0] ?? 0) ? { kind: 'dead' } : null;
  }

  return {
    press: (keysym) => {
      if (begun.length === 0 && !startsSequence(keysym)) return { kind: 'itself' };
      const sequence = [...begun, keysym];
      const outcome = judge(sequence);
      begun = outcome?.kind === 'dead' ? sequence : [];
      if (outcome !== null) return outcome;
      // Programs part here: some write nothing, some the letter alone. The letter is what a reader would look for.
      return startsSequence(keysym) ? { kind: 'dead' } : { kind: 'itself' };
    },
    reset: () => {
      begun = [];
    },
  };
}

function startsSequence(keysym: number): boolean {
  return keysym === MULTI_KEY || isDead(keysym);
}

function isDoubled(sequence: readonly number[]): boolean {
  return sequence.length === 2 && sequence[0] === sequence[1];
}

/** Dead keys and then a letter, by Unicode's canonical composition; null where that makes not one character of them. */
function composeDead(sequence: readonly number[]): string | null {
  const last = sequence.at(-1);
  if (last === undefined || sequence.length < 2) return null;
  const marks = sequence.slice(0, -1).map(deadMark);
  if (marks.includes(null)) return null;
  const [first] = marks;
  if (isDead(last)) {
    const mark = isDoubled(sequence) ? deadMark(last) : null;
    return mark === null ? null : accentAlone(mark);
  }
  const base = keysymText(last);
  if (base === null) return null;
  if (/^\s$/u.test(base) && marks.length === 1 && first !== null && first !== undefined)
    return spacingMark(first);
  // The mark pressed last is the first that stands on the letter.
  const text = `${base}${marks.toReversed().join('')}`.normalize('NFC');
  const other = `${base}${marks.join('')}`.normalize('NFC');
  return Array.from(text).length === 1 ? text : Array.from(other).length === 1 ? other : null;
}

function accentAlone(mark: string): string {
  const spacing = spacingMark(mark);
  return spacing === "'" ? '´' : spacing === '"' ? '¨' : spacing;
}

/** The most that is read of a Compose file, so that a hostile one costs little. */
const MOST_LINES = 20_000;

/**
 * Reads a Compose file: `<Multi_key> <e> <equal> : "€" EuroSign`. Lines that are none of that are left out, `include`
 * among them. Source: Compose(5).
 * @param names keysyms by their names
 */
export function parseCompose(text: string, names: ReadonlyMap<string, number>): ComposeTable {
  const writes = new Map<string, string>();
  const begins = new Set<string>();
  for (const line of text.split('\n', MOST_LINES)) {
    const match = /^\s*((?:<\w+>\s*){1,8}):\s*"((?:[^"\\]|\\.){1,32})"/u.exec(line);
    const [, left = '', right = ''] = match ?? [];
    const keysyms = [...left.matchAll(/<(\w+)>/gu)].map(([, name = '']) => keysymOf(name, names));
    if (match === null || keysyms.includes(null)) continue;
    // Of two lines for one sequence the later counts, as libX11 has it.
    writes.set(keysyms.join(' '), unescape(right));
    for (let length = 1; length < keysyms.length; length += 1) begins.add(keysyms.slice(0, length).join(' '));
  }
  return { writes, begins };
}

function keysymOf(name: string, names: ReadonlyMap<string, number>): number | null {
  const known = names.get(name);
  if (known !== undefined) return known;
  const unicode = /^U([0-9A-Fa-f]{4,6})$/u.exec(name)?.[1];
  if (unicode === undefined) return null;
  const point = Number.parseInt(unicode, 16);
  if (point > 0x10ffff) return null;
  return point < 0x100 ? point : 0x01000000 + point;
}

function unescape(text: string): string {
  return text.replace(/\\(?:x([0-9A-Fa-f]{1,2})|([0-7]{1,3})|(.))/gu, (_whole, hex, octal, other) =>
    typeof hex === 'string'
      ? String.fromCharCode(Number.parseInt(hex, 16))
      : typeof octal === 'string'
        ? String.fromCharCode(Number.parseInt(octal, 8))
        : String(other),
  );
}
