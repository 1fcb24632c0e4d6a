/** Signs that are drawn with one font, and what staff are told of them. */
export interface Script {
  readonly name: string;
  readonly has: RegExp;
  /** Its letters join: those of two fonts would not. */
  readonly joined: boolean;
}

/** As Unicode names them. Those come first that more pupils write in. */
const NAMED = {
  'Chinese and Japanese': ['Han', 'Hiragana', 'Katakana', 'Bopomofo'],
  Korean: ['Hangul'],
  Devanagari: ['Devanagari'],
  Bengali: ['Bengali'],
  Tamil: ['Tamil'],
  Gujarati: ['Gujarati'],
  Gurmukhi: ['Gurmukhi'],
  Telugu: ['Telugu'],
  Kannada: ['Kannada'],
  Malayalam: ['Malayalam'],
  Odia: ['Oriya'],
  Sinhala: ['Sinhala'],
  Thai: ['Thai'],
  Lao: ['Lao'],
  Khmer: ['Khmer'],
  Burmese: ['Myanmar'],
  Tibetan: ['Tibetan'],
  Ethiopic: ['Ethiopic'],
  Arabic: ['Arabic'],
  Hebrew: ['Hebrew'],
  Syriac: ['Syriac'],
  Thaana: ['Thaana'],
  Armenian: ['Armenian'],
  Georgian: ['Georgian'],
  Greek: ['Greek'],
  Cyrillic: ['Cyrillic'],
  Latin: ['Latin'],
  'N’Ko': ['Nko'],
  Adlam: ['Adlam'],
  Tifinagh: ['Tifinagh'],
  Cherokee: ['Cherokee'],
  'Canadian syllabics': ['Canadian_Aboriginal'],
  Mongolian: ['Mongolian'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

const JOINED: ReadonlySet<string> = new Set(['Arabic', 'Syriac', 'N’Ko', 'Adlam', 'Mongolian']);

export const SCRIPTS: readonly Script[] = Object.freeze([
  ...Object.entries(NAMED).map(([name, scripts]) => ({
    name,
    joined: JOINED.has(name),
    has: new RegExp(`[${scripts.map((script) => `\\p{Script=${script}}`).join('')}]`, 'u'),
  })),
  { name: 'small pictures (emoji)', joined: false, has: /\p{Extended_Pictographic}/u },
  { name: 'rare signs', joined: false, has: /[^]/u },
]);

/** What has no picture of its own: spaces, controls, and what only steers others. */
const UNSEEN = /[\p{Z}\p{C}\p{Default_Ignorable_Code_Point}]/u;

/** The signs of a text that a font has to have, each once, without those of ASCII. */
export function signsIn(text: string): readonly string[] {
  const found = new Set(text.match(/\P{ASCII}/gu));
  return [...found].filter((sign) => !UNSEEN.test(sign));
}

/** The place in `SCRIPTS` of a sign. */
export function scriptOf(sign: string): number {
  return SCRIPTS.findIndex(({ has }) => has.test(sign));
}
