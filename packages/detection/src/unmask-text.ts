/** A stretch of text as a row of signs: letters folded, codes and tags undone, what is invisible left out. */

import { FIRST_SYMBOL, FoldClass } from './fold-table.ts';
import { classOfUnit, foldPhrase } from './fold.ts';
import { isDigit } from './unmask-signs.ts';

/** Parallel rows, one place for each sign. */
export type Signs = {
  /** The folded letter, or the unit of the text for anything else. */
  readonly codes: number[];
  /** Offset in the text. */
  readonly at: number[];
  readonly isLetter: (0 | 1)[];
  /** How many Latin capitals. */
  capitals: number;
  /** Something stood in codes (`&#107;`, `%6b`) or tags. */
  decoded: boolean;
};

const HEX = /^[0-9a-f]{2}$/iu;
const ENTITY = /^&(?:#(\d{2,6})|#x([0-9a-f]{2,5})|[a-z]{2,8});/iu;
const TAG = /^<\/?(?:[abipsu]|em|strong|span|wbr|br|font|su[bp]|div|tt|code|mark|small|big)\/?>/iu;

const MICRO = 0xb5;
const MU = 0x3bc;
const BAR = 0x7c;
const CAPITAL_I = 0x49;
const SMALL_L = 0x6c;

function isSmall(unit: number): boolean {
  return unit >= 0x61 && unit <= 0x7a;
}

function isSwappedL(text: string, at: number, unit: number): boolean {
  if (at === 0) return false;
  const before = text.charCodeAt(at - 1);
  const after = text.charCodeAt(at + 1);
  if (unit === CAPITAL_I)
    return isSmall(before) || (before === CAPITAL_I && isSmall(text.charCodeAt(at - 2)));
  return unit === SMALL_L && before >= 0x41 && before <= 0x5a && (Number.isNaN(after) || after < 0x61);
}

/** The signs of a stretch, which should be short. */
export function signsOf(text: string, from: number, to: number): Signs {
  const signs: Signs = { codes: [], at: [], isLetter: [], capitals: 0, decoded: false };
  for (let i = from; i < to;) i += addSign(signs, text, i, to);
  return signs;
}

/** Adds what stands at `i`; how many units that was. */
function addSign(signs: Signs, text: string, i: number, to: number): number {
  const unit = text.charCodeAt(i);
  const value = classOfUnit(unit);
  // A micro sign is more like a u; a capital i among small letters like an l, and the other way round.
  if (unit === MICRO || unit === MU || isSwappedL(text, i, unit)) {
    push(signs, unit === MICRO || unit === MU ? MICRO : BAR, i, 0);
    return 1;
  }
  if (value >= FIRST_SYMBOL) {
    if (unit >= 0x41 && unit <= 0x5a) signs.capitals += 1;
    push(signs, value, i, isDigit(value) ? 0 : 1);
    return 1;
  }
  if (value === FoldClass.drop) return 1;
  if (value === FoldClass.expand) {
    pushAll(signs, foldPhrase(text.charAt(i)), i);
    return 1;
  }
  if (value === FoldClass.surrogate) {
    const char = String.fromCodePoint(text.codePointAt(i) ?? 0);
    const folded = char.length === 2 ? foldPhrase(char) : '';
    if (folded === '') push(signs, unit, i, 0);
    else pushAll(signs, folded, i);
    return char.length;
  }
  const size = unit === 0x26 || unit === 0x25 || unit === 0x3c ? addCode(signs, text, i, to) : 0;
  if (size > 0) return size;
  push(signs, unit, i, 0);
  return 1;
}

/** A character in a code of markup or of addresses, or a tag; 0 if there is none. */
function addCode(signs: Signs, text: string, i: number, to: number): number {
  const rest = text.slice(i, Math.min(to, i + 10));
  if (rest.startsWith('%')) {
    const hex = rest.slice(1, 3);
    if (!HEX.test(hex)) return 0;
    addPoint(signs, Number.parseInt(hex, 16), i);
    return 3;
  }
  const tag = TAG.exec(rest);
  if (tag !== null) {
    signs.decoded = true;
    return tag[0].length;
  }
  const entity = ENTITY.exec(rest);
  if (entity === null) return 0;
  const [all, decimal, hex] = entity;
  if (decimal === undefined && hex === undefined) {
    signs.decoded = true;
    push(signs, 0x2e, i, 0);
  } else {
    addPoint(signs, decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal), i);
  }
  return all.length;
}

function addPoint(signs: Signs, point: number, at: number): void {
  signs.decoded = true;
  const value = point < 0x10000 ? classOfUnit(point) : 0;
  if (value >= FIRST_SYMBOL) push(signs, value, at, isDigit(value) ? 0 : 1);
  else if (value !== FoldClass.drop) push(signs, value === FoldClass.space ? 0x5f : point & 0xffff, at, 0);
}

function pushAll(signs: Signs, folded: string, at: number): void {
  for (let i = 0; i < folded.length; i += 1) {
    const code = folded.charCodeAt(i);
    push(signs, code, at, isDigit(code) ? 0 : 1);
  }
}

function push(signs: Signs, code: number, at: number, letter: 0 | 1): void {
  signs.codes.push(code);
  signs.at.push(at);
  signs.isLetter.push(letter);
}

/** The part of the signs from `from` up to `to`. */
export function cutSigns(signs: Signs, from: number, to: number): Signs {
  return {
    codes: signs.codes.slice(from, to),
    at: signs.at.slice(from, to),
    isLetter: signs.isLetter.slice(from, to),
    capitals: signs.capitals,
    decoded: signs.decoded,
  };
}
