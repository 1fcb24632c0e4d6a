/// <reference types="node" />
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { POLICY_KEYS } from '@lapwing/detection/term.ts';
import type { GuidancePage, LibraryPage, Organisation } from './guidance-page.ts';
import { loadLibrary } from './load.ts';
import { readShippedFiles, readShippedLibrary } from './read.ts';
import { makeRelease, readRelease } from './release.ts';

const library = await readShippedLibrary();
const pages: readonly (readonly [string, GuidancePage])[] = POLICY_KEYS.map((key) => {
  const guidance = library.guidance.get(key);
  assert.ok(guidance !== undefined, `guidance/${key}.json is missing`);
  return [key, guidance.page];
});
const others: readonly (readonly [string, LibraryPage])[] = [...library.pages];

/** About a page of A4 at a readable size. */
const FEWEST_WORDS = 450;
const MOST_WORDS = 1100;

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

function wordsOf(value: unknown): number {
  return textsOf(value).join(' ').split(/\s+/u).length;
}

function sentencesOf(paragraphs: readonly string[]): string[] {
  return paragraphs.flatMap((paragraph) => paragraph.split(/(?<=[.?!])\s+/u).map((part) => part.trim()));
}

test('every risk has a page of about a page', () => {
  assert.equal(pages.length, 17);
  for (const [key, page] of pages) {
    const words = wordsOf(page);
    assert.ok(words >= FEWEST_WORDS && words <= MOST_WORDS, `${key} has ${words} words`);
  }
});

test('the five pages that belong to no single risk are there', () => {
  assert.deepEqual([...library.pages.keys()].sort(), [
    'allegations-about-staff',
    'difficult-conversations',
    'illegal-content-and-the-iwf',
    'low-level-and-repeated-signs',
    'nudes-and-semi-nudes',
  ]);
  for (const [key, page] of others) {
    const words = wordsOf(page);
    assert.ok(words >= FEWEST_WORDS && words <= MOST_WORDS, `${key} has ${words} words`);
    for (const { title, paragraphs, points } of page.sections)
      assert.ok(paragraphs.length + points.length > 0, `${key}: ${title} is empty`);
  }
});

test('what to say and what not to say stand in two filled columns', () => {
  for (const [key, page] of pages) {
    assert.ok(page.say.length >= 3 && page.doNotSay.length >= 3, key);
    for (const phrase of page.say) assert.ok(!page.doNotSay.includes(phrase), `${key}: ${phrase}`);
  }
  for (const [key, page] of others) {
    assert.equal(page.say.length === 0, page.doNotSay.length === 0, `${key} has one column alone`);
  }
});

test('no sentence of what it may mean stands on two pages', () => {
  const homes = new Map<string, string>();
  for (const [key, page] of pages) {
    for (const sentence of sentencesOf(page.mayMean)) {
      const other = homes.get(sentence);
      assert.equal(other, undefined, `${key} and ${other} share "${sentence}"`);
      homes.set(sentence, key);
    }
  }
});

test('an organisation can be reached, and has one number and one address wherever it is named', () => {
  const known = new Map<string, Organisation>();
  for (const [key, page] of [...pages, ...others]) {
    const names = page.organisations.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length, `${key} names one twice`);
    for (const organisation of page.organisations) {
      const { name, phone, website } = organisation;
      assert.ok(phone !== undefined || website !== undefined, `${key}: how to reach ${name}?`);
      // Short numbers, or a geographic or free number of ten or eleven digits.
      if (phone !== undefined)
        assert.match(phone.replaceAll(' ', ''), /^(?:\d{3}|\d{5,6}|0\d{7}|0\d{9,10})$/u);
      if (website !== undefined) assert.equal(new URL(website).protocol, 'https:', name);
      assert.deepEqual(organisation, known.get(name) ?? organisation, `${name} differs on ${key}`);
      known.set(name, organisation);
    }
  }
});

test('every page for a risk of life names who answers at night', () => {
  for (const key of ['suicide', 'self-harm', 'grooming', 'sexting', 'bullying', 'gambling']) {
    const page = pages.find(([risk]) => risk === key)?.[1];
    assert.ok(
      page?.organisations.some(({ hours }) => hours === 'Day and night, every day'),
      key,
    );
  }
});

test('the pages on pictures say what nobody does, and the five points for immediate referral', () => {
  const page = library.pages.get('nudes-and-semi-nudes');
  const five = page?.sections.find(({ title }) => title.startsWith('Five points'));
  assert.equal(five?.points.length, 5);
  assert.equal(five?.numbered, true);
  const text = textsOf(page).join(' ');
  for (const deed of ['views', 'copies', 'prints', 'forwards', 'saves', 'deletes'])
    assert.ok(text.includes(deed), deed);
});

test('a page is reviewed on a day that is not before its version', () => {
  for (const [key, page] of [...pages, ...others])
    assert.ok(page.reviewed >= page.version, `${key}: reviewed ${page.reviewed}, version ${page.version}`);
});

test('a page that is not whole, or has the key of another, is refused with its file', async () => {
  const files = await readShippedFiles();
  const [first] = files.pages ?? [];
  assert.ok(first !== undefined);
  const problems = (content: unknown): string => {
    const loaded = loadLibrary({
      ...files,
      pages: [...(files.pages ?? []), { name: 'guidance-pages/x.json', content }],
    });
    return loaded.ok ? '' : loaded.problems.join('\n');
  };
  assert.match(problems({ key: 'x' }), /guidance-pages\/x\.json/u);
  assert.match(problems(first.content), /is taken/u);
  const other = library.pages.get('difficult-conversations');
  assert.match(problems({ ...other, key: 'suicide' }), /the key suicide is taken/u);
});

test('a library of before, which had no such pages, is still read', async () => {
  const files = await readShippedFiles();
  const loaded = loadLibrary({ ...files, pages: undefined });
  assert.ok(loaded.ok);
  assert.equal(loaded.library.pages.size, 0);
});

test('a release carries the guidance and its pages', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const bytes = makeRelease(await readShippedFiles(), new Map(), privateKey);
  const read = await readRelease(bytes, [publicKey]);
  assert.ok(read.ok);
  assert.deepEqual(read.release.library.pages, library.pages);
  assert.deepEqual(read.release.library.guidance, library.guidance);
});
