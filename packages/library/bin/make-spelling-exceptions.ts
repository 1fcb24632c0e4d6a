/// <reference types="node" />
/**
 * Writes packages/detection/src/spelling-exceptions.ts anew: misspellings that are words of their own right and so
 * stand for nothing else. `node packages/library/bin/make-spelling-exceptions.ts --all <files> --common <files>`
 * with lists of English words, one in a line, as Debian has them in wamerican-huge, wbritish-huge (all) and
 * wamerican-small, wbritish-small (common). Run it when the library has got words that no list of common words has.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { inflectionsOf } from '@lapwing/detection/inflect.ts';
import { generatedSpellings } from '@lapwing/detection/spelling-rules.ts';
import { WORD_GROUPS } from '@lapwing/detection/spelling-table.ts';
import { readShippedLibrary } from '../src/read.ts';

/** Short forms and names that stand in prose about computers, and in no list. */
const MORE_WORDS =
  'blead parens packa packas bendit decnet mttr stdm cntrl sstr chuq koren camal polak pollak junge printid ' +
  'beder strp swtch trst trsts chld pppd ipds leves neks lndn clnt cntr strt brght spprt wrld pprs grps frst thrd ' +
  'stts prnt prnts mdls mssg cstm rspns rqst srvr clss bttn fldr leval harman tukey rsts landin sharpe stuart bumer luser';
const SHORTEST = 4;
const CHARACTERS_IN_A_LINE = 4000;

function wordsIn(files: readonly string[]): Set<string> {
  const words = new Set<string>();
  for (const file of files) {
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      const word = line
        .normalize('NFKD')
        .replace(/[\u0300-\u036f']/gu, '')
        .toLowerCase();
      if (/^[a-z]+$/u.test(word)) words.add(word);
    }
  }
  return words;
}

async function libraryWords(): Promise<string[]> {
  const library = await readShippedLibrary();
  const phrases = [
    ...library.terms.flatMap(({ wordings }) => wordings),
    ...Object.values(library.classes).flat(),
    ...Object.keys(library.spellings.words),
  ];
  const words = phrases
    .join(' ')
    .toLowerCase()
    .match(/[a-z]+~?/gu);
  return (words ?? []).flatMap((word) => (word.endsWith('~') ? inflectionsOf(word.slice(0, -1)) : [word]));
}

/** Each word as a digit, how many letters it shares with the one before, and its other letters. */
function packed(words: readonly string[]): string {
  let out = '';
  let before = '';
  for (const word of words) {
    let shared = 0;
    while (shared < 9 && shared < word.length && word[shared] === before[shared]) shared += 1;
    out += String(shared) + word.slice(shared);
    before = word;
  }
  return out;
}

const { values } = parseArgs({
  options: {
    all: { type: 'string', multiple: true, default: [] },
    common: { type: 'string', multiple: true, default: [] },
  },
});
if (values.all.length === 0 || values.common.length === 0) {
  process.stderr.write('Name lists of words: --all <file> (often) and --common <file> (often).\n');
  process.exit(2);
}
const common = wordsIn(values.common);
const all = new Set([...wordsIn(values.all), ...common, ...MORE_WORDS.split(' ')]);
const table = [...WORD_GROUPS.matchAll(/^(\w+):/gmu)].map(([, word = '']) => word);
const exceptions = new Set(MORE_WORDS.split(' '));
for (const word of new Set([...common, ...(await libraryWords()), ...table])) {
  if (word.length < SHORTEST) continue;
  for (const form of generatedSpellings(word)) if (all.has(form)) exceptions.add(form);
}
const text = packed([...exceptions].sort());
const lines: string[] = [];
for (let at = 0; at < text.length; at += CHARACTERS_IN_A_LINE)
  lines.push(`  '${text.slice(at, at + CHARACTERS_IN_A_LINE)}'`);
writeFileSync(
  new URL('../../detection/src/spelling-exceptions.ts', import.meta.url),
  `/**
 * Forms that misspelling makes of common words and of those of the library, and that are words of their own right.
 * Sorted; each is a digit (how many letters it shares with the one before) and its other letters. Written by
 * packages/library/bin/make-spelling-exceptions.ts.
 */
export const EXCEPTIONS =
${lines.join(' +\n')};
`,
);
process.stdout.write(`${exceptions.size} words\n`);
