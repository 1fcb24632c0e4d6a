/**
 * Where the folding table comes from: Unicode as this Node knows it, and our own tables of look-alikes. Not part
 * of the engine, which reads the outcome from fold-data.ts; `bin/make-fold-data.ts` writes that.
 */
import { FoldClass, type FoldTable } from './fold-table.ts';

/** Letters that NFKD leaves alone or that only look like others. From, to, one unit each. */
const LOOK_ALIKES = {
  latin: ['øłđħıŧɑɡʟɴʀɪʏʙɢʜᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢɛ', 'oldhitaglnriybghacdejkmoptuvwze'],
  cyrillicSmall: ['єавекмнорстухѕіјԁԛԝһӏѵҡқҟҽүұгьѡҳԍ', 'eabekmhopctyxsijdqwhlvkkkeyyrbwxg'],
  cyrillicCapital: ['ЄАВЕКМНОРСТУХЅІЈԀԚԜҺӀ', 'eabekmhopctyxsijdqwhl'],
  greekSmall: ['αβεικνορτυχγωησςϳϲ', 'abeikvoptuxywnoojc'],
  greekCapital: ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'abezhikmnoptyx'],
  /** Barred, hooked and small capital letters, of which "fancy text" is made. */
  hooked: [
    'ɒƀɓƃƈȼɖɗƌɇɘəʄƒɠǥɦɧɨɩʝɉƙꝁⱪɭƚⱡɫɱɲŋƞɵƥᵽʠɋɾɽɍʀʂȿƭʈⱦʉᵾʋⱳʏɏƴƶʐȥⱬꜰꜱ',
    'abbbccdddeeeffgghhiijjkkkllllmnnnoppqqrrrrsstttuuvwyyyzzzzfs',
  ],
  cherokee: ['ᎪᏴᏟᎠᎬᏀᎻᎥᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᎩᏃᎾᏆᏌᏂ', 'abcdeghijklmprstvwyzoiuh'],
  armenian: ['ազհյոսցօ', 'wqhjnugo'],
  armenianCapital: ['ՍՏՕԼ', 'usol'],
  syllabics: ['ᗩᗷᑕᗪᖴᕼᒍᒪᗰᑎᑭᑫᖇᔕᑌᐯᗯᘔ', 'abcdfhjlmnpqrsuvwz'],
} as const;

/** Enclosed letters and digits that Unicode takes for signs: first and last unit, and what the first stands for. */
const NUMBERED: readonly (readonly [number, number, string])[] = [
  [0x2474, 0x247c, '1'],
  [0x249c, 0x24b5, 'a'],
  [0x24f5, 0x24fd, '1'],
  [0x2776, 0x277e, '1'],
  [0x2780, 0x2788, '1'],
  [0x278a, 0x2792, '1'],
];

/** ة ends as ه, and the letters of Persian and Urdu keyboards as their Arabic sisters. */
const ARABIC_FORMS: readonly (readonly [string, string])[] = [
  ['ى', 'ي'],
  ['ی', 'ي'],
  ['ے', 'ي'],
  ['ک', 'ك'],
  ['ة', 'ه'],
  ['ۀ', 'ه'],
  ['ہ', 'ه'],
  ['ھ', 'ه'],
  ['ٱ', 'ا'],
];

/** Letters that stand for two. */
const EXPANSIONS: ReadonlyMap<string, string> = new Map([
  ['ß', 'ss'],
  ['ẞ', 'ss'],
  ['æ', 'ae'],
  ['Æ', 'ae'],
  ['œ', 'oe'],
  ['Œ', 'oe'],
  ['þ', 'th'],
  ['Þ', 'th'],
]);

/** Signs behind a word, of which Unicode makes letters. */
const SIGNS = new Set('™℠');

/** Ranges of units that carry no letter of their own: marks, tashkeel, tatweel, invisible and bidi signs. */
const DROPPED: readonly (readonly [number, number])[] = [
  [0x00ad, 0x00ad],
  [0x0300, 0x036f],
  [0x0483, 0x0489],
  [0x0591, 0x05bd],
  [0x0610, 0x061a],
  [0x061c, 0x061c],
  [0x0640, 0x0640],
  [0x115f, 0x1160],
  [0x064b, 0x065f],
  [0x0670, 0x0670],
  [0x06d6, 0x06dc],
  [0x06df, 0x06e4],
  [0x06e7, 0x06e8],
  [0x06ea, 0x06ed],
  [0x17b4, 0x17b5],
  [0x180b, 0x180e],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0x20d0, 0x20ff],
  [0x2800, 0x2800],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfe20, 0xfe2f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
];

/** Ranges without case or compatibility forms worth a look: each unit is its own letter. */
const PLAIN_LETTERS: readonly (readonly [number, number])[] = [
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
];

const LETTER_OR_NUMBER = /^[\p{L}\p{N}\p{M}]$/u;
const ASCII_WORD = /^[a-z0-9]{2,4}$/u;

/** The table made anew; takes some 30 ms. */
export function makeFoldTable(): FoldTable {
  const units = new Uint16Array(0x10000).fill(FoldClass.separator);
  const expansions = new Map<number, string>();
  const dropped = new Uint8Array(0x10000);
  for (const [first, last] of DROPPED) dropped.fill(1, first, last + 1);

  for (let unit = 0; unit < 0x10000; unit += 1) {
    if (unit >= 0xd800 && unit <= 0xdfff) units[unit] = FoldClass.surrogate;
    else if (dropped[unit] === 1) units[unit] = FoldClass.drop;
    else if (isPlainLetter(unit)) units[unit] = unit;
    else if (unit < 0xe000 || unit > 0xf8ff) setUnit(unit, units, expansions, dropped);
  }
  // By value, so that accented look-alikes follow their base letter; capitals by themselves, for they differ.
  const forms = new Map(ARABIC_FORMS.map(([from, to]) => [from.charCodeAt(0), to.charCodeAt(0)]));
  const { latin, hooked, cyrillicSmall, greekSmall, cherokee, armenian } = LOOK_ALIKES;
  for (const [from, to] of [latin, hooked, cyrillicSmall, greekSmall, armenian]) {
    for (let i = 0; i < from.length; i += 1) forms.set(from.charCodeAt(i), to.charCodeAt(i));
  }
  for (const [unit, value] of units.entries()) units[unit] = forms.get(value) ?? value;
  const { cyrillicCapital, greekCapital, armenianCapital, syllabics } = LOOK_ALIKES;
  for (const [from, to] of [cyrillicCapital, greekCapital, cherokee, armenianCapital, syllabics]) {
    for (let i = 0; i < from.length; i += 1) {
      units[from.charCodeAt(i)] = to.charCodeAt(i);
      // Cherokee has small forms of its own, far from its capitals.
      const small = from.charAt(i).toLowerCase().charCodeAt(0);
      if (cherokee[0].includes(from.charAt(i))) units[small] = to.charCodeAt(i);
    }
  }
  for (const [first, last, letter] of NUMBERED)
    for (let unit = first; unit <= last; unit += 1) units[unit] = letter.charCodeAt(0) + unit - first;
  setClasses(units);
  return { units, expansions };
}

function isPlainLetter(unit: number): boolean {
  return PLAIN_LETTERS.some(([first, last]) => unit >= first && unit <= last);
}

function setUnit(
  unit: number,
  units: Uint16Array,
  expansions: Map<number, string>,
  dropped: Uint8Array,
): void {
  const char = String.fromCharCode(unit);
  if (SIGNS.has(char)) return;
  const folded = EXPANSIONS.get(char) ?? foldCharacter(char, dropped);
  if (folded.length === 1) {
    if (LETTER_OR_NUMBER.test(folded)) units[unit] = folded.charCodeAt(0);
  } else if (ASCII_WORD.test(folded)) {
    units[unit] = FoldClass.expand;
    expansions.set(unit, folded);
  } else if (LETTER_OR_NUMBER.test(char)) {
    units[unit] = unit;
  }
}

/** Compatibility form in lower case without marks; digits of every script become ASCII. */
function foldCharacter(char: string, dropped: Uint8Array): string {
  let out = '';
  for (const part of char.normalize('NFKD').toLowerCase().normalize('NFKD')) {
    const unit = part.charCodeAt(0);
    if (part.length === 1 && dropped[unit] === 1) continue;
    out +=
      unit >= 0x0660 && unit <= 0x0669
        ? unit - 0x0660
        : unit >= 0x06f0 && unit <= 0x06f9
          ? unit - 0x06f0
          : part;
  }
  return out;
}

function setClasses(units: Uint16Array): void {
  const set = (characters: string, value: number): void => {
    for (const char of characters) units[char.charCodeAt(0)] = value;
  };
  set(
    ' \t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000',
    FoldClass.space,
  );
  set('\n\r\u000b\u000c\u0085\u2028\u2029', FoldClass.newline);
  set('.\uff0e\u06d4', FoldClass.stop);
  set('!?\uff01\uff1f\u061f\u3002\u0964', FoldClass.loudStop);
  set("'\u2018\u2019\u00b4`\u02bc\uff07", FoldClass.apostrophe);
}

/** The text of fold-data.ts. */
export function foldDataText(): string {
  const { units, expansions } = makeFoldTable();
  const runs: string[] = [];
  for (let unit = 0; unit < units.length;) {
    const value = units[unit] ?? 0;
    let same = unit + 1;
    while (same < units.length && units[same] === value) same += 1;
    let shifted = unit + 1;
    while (shifted < units.length && (units[shifted] ?? 0) - shifted === value - unit) shifted += 1;
    const length = Math.max(same, shifted) - unit;
    const shift = value - unit;
    const how =
      same >= shifted ? `:${value.toString(36)}` : `${shift < 0 ? '-' : '+'}${Math.abs(shift).toString(36)}`;
    runs.push(length.toString(36) + how);
    unit += length;
  }
  const pairs = [...expansions].map(([unit, stands]) => String.fromCharCode(unit) + stands);
  return [
    '/** Written by bin/make-fold-data.ts from fold-source.ts; see fold-table.ts for how to read it. */',
    `export const FOLD_RUNS =\n${quotedLines(runs)};`,
    '',
    '/** A unit and what it stands for. */',
    `export const FOLD_EXPANSIONS =\n${quotedLines(pairs)};`,
    '',
  ].join('\n');
}

/** Words as lines of string constants, as the formatter of the project leaves them. */
function quotedLines(words: readonly string[]): string {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line.length + word.length > 98) {
      lines.push(`${line} `);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((one) => `  '${one}'`).join(' +\n');
}
