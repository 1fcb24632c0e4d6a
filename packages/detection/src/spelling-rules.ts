/** Ways in which a word is misspelt that need no list: typing errors, and letters that sound or look alike. */

/** Shorter words turn into other words too easily. */
const SHORTEST_TYPED = 6;
const SHORTEST_SOUNDED = 5;
const SHORTEST_DOUBLED = 5;

const LATIN = /^[a-z]+$/u;
const VOWEL = /[aeiou]/u;

/** Spellings of the same sound, or of much the same look. */
const SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/^f/u, 'ph'],
  [/ph/u, 'f'],
  [/s$/u, 'z'],
  [/ck/u, 'k'],
  [/ck/u, 'kk'],
  [/ck/u, 'cc'],
  [/ck/u, 'q'],
  [/c(?=[aou])/u, 'k'],
  [/^c(?=[lr])/u, 'k'],
  [/c(?=[eiy])/u, 's'],
  [/([^aeiou])er$/u, '$1a'],
  [/([^aeiou])ers$/u, '$1as'],
  [/er$/u, 'ar'],
  [/ing$/u, 'in'],
  [/ing$/u, 'ign'],
  [/x/u, 'ks'],
  [/x/u, 'cks'],
  [/x/u, 'xx'],
  [/oo/u, 'u'],
  [/ee/u, 'ea'],
  [/ea/u, 'ee'],
  [/ie/u, 'ei'],
  [/ei/u, 'ie'],
  [/th/u, 'f'],
  [/tch/u, 'ch'],
  [/qu/u, 'kw'],
  [/w/u, 'vv'],
  [/m/u, 'rn'],
  [/g(?=[eiy])/u, 'j'],
  [/ous$/u, 'us'],
  [/ssion/u, 'tion'],
  [/tion/u, 'shun'],
];

/** Vowels that are taken for each other where they are not stressed. */
const VOWELS: ReadonlyMap<string, string> = new Map([
  ['a', 'eu'],
  ['e', 'ai'],
  ['i', 'ey'],
  ['o', 'u'],
  ['u', 'oe'],
]);

/** All of them, English words too, sorted, each once, without the word itself. The first letter is kept. */
export function generatedSpellings(word: string): string[] {
  const out = new Set<string>();
  if (!LATIN.test(word)) return [];
  if (word.length >= SHORTEST_TYPED) for (const form of typingErrors(word)) out.add(form);
  else if (word.length >= SHORTEST_DOUBLED) for (const form of doubled(word)) out.add(form);
  if (word.length >= SHORTEST_SOUNDED) {
    for (const [sound, other] of SOUNDS) out.add(word.replace(sound, other));
    for (const form of otherVowels(word)) out.add(form);
    const bare = withoutVowels(word);
    if (bare.length >= 4) out.add(bare);
  }
  if (word.length >= SHORTEST_TYPED) out.add(word.split('').toReversed().join(''));
  out.delete(word);
  return [...out].sort();
}

/** One letter missing, doubled, or swapped with the next; the last letter is left alone, for endings mean something. */
function typingErrors(word: string): string[] {
  const out = doubled(word);
  for (let i = 1; i < word.length - 1; i += 1) {
    out.push(word.slice(0, i) + word.slice(i + 1));
    out.push(word.slice(0, i) + word.charAt(i + 1) + word.charAt(i) + word.slice(i + 2));
  }
  return out;
}

function doubled(word: string): string[] {
  const out: string[] = [];
  for (let i = 1; i < word.length - 1; i += 1) {
    const letter = word.charAt(i);
    if (word[i - 1] !== letter && word[i + 1] !== letter) out.push(word.slice(0, i) + letter + word.slice(i));
  }
  return out;
}

/** One vowel between consonants exchanged. */
function otherVowels(word: string): string[] {
  const out: string[] = [];
  for (let i = 1; i < word.length; i += 1) {
    if (VOWEL.test(word.charAt(i - 1)) || (i + 1 < word.length && VOWEL.test(word.charAt(i + 1)))) continue;
    for (const vowel of VOWELS.get(word.charAt(i)) ?? '') {
      if (i + 1 < word.length) out.push(word.slice(0, i) + vowel + word.slice(i + 1));
    }
  }
  return out;
}

/** The first letter, and of the rest the consonants. */
function withoutVowels(word: string): string {
  return word.charAt(0) + word.slice(1).replace(/[aeiou]/gu, '');
}
