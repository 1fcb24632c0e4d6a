/// <reference types="node" />
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createEngine } from '@lapwing/detection/engine.ts';
import { checkTerm, compilePack } from '@lapwing/detection/compile.ts';
import { loadPack } from '@lapwing/detection/pack.ts';
import { warnOfTerm } from '@lapwing/detection/warn.ts';
import { POLICY_KEYS, severityRank, SOURCES } from '@lapwing/detection/term.ts';
import { compileOptions } from './compile-options.ts';
import { loadLibrary } from './load.ts';
import { readShippedLibrary } from './read.ts';

const library = await readShippedLibrary();
const loaded = loadPack(compilePack(library.terms, compileOptions(library)));
assert.ok(loaded.ok);
const engine = createEngine(loaded.pack);

test('the shipped library has at least 150 terms, and guidance for all of its policies', () => {
  const policies = new Set(library.terms.map(({ policy }) => policy));
  assert.ok(library.terms.length >= 150, `${library.terms.length} terms`);
  assert.deepEqual([...policies].sort(), [...POLICY_KEYS]);
  for (const policy of policies) assert.ok(library.guidance.has(policy), policy);
});

test('every term compiles, and no two terms share an id or a wording', () => {
  const homes = new Map<string, string>();
  for (const term of library.terms) {
    assert.deepEqual(checkTerm(term, library.classes), [], term.id);
    for (const wording of term.wordings) {
      const other = homes.get(wording.toLowerCase());
      assert.equal(other, undefined, `${term.id} has the wording "${wording}" of ${other}`);
      homes.set(wording.toLowerCase(), term.id);
    }
  }
});

test('every term fires on its own example, in each of its sources that reads sentences', () => {
  for (const term of library.terms) {
    for (const source of term.sources ?? []) {
      const found = engine.scan(term.example, { source }).map((finding) => finding.term);
      assert.ok(found.includes(term.id), `${term.id} on "${term.example}" (${source}): ${found.join(', ')}`);
    }
  }
});

test('no term fires on its own counter-example', () => {
  for (const term of library.terms) {
    for (const source of SOURCES) {
      const found = engine.scan(term.counterExample, { source }).map((finding) => finding.term);
      assert.ok(!found.includes(term.id), `${term.id} on "${term.counterExample}" (${source})`);
    }
  }
});

test('no term fires on ordinary sentences of a school, in any source', () => {
  const lines = readFileSync(new URL('../test-data/clean.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n');
  assert.ok(lines.length >= 300);
  for (const line of lines) {
    for (const source of SOURCES) {
      const found = engine.scan(line, { source }).map(({ term, matched }) => `${term} (${matched})`);
      assert.deepEqual(found, [], `${line} (${source})`);
    }
  }
});

test('a term with a wording under four letters says why', () => {
  const known = new Map();
  for (const term of library.terms) {
    const short = warnOfTerm(term, library.classes, known).some(({ code }) => code === 'short');
    if (short) assert.ok(term.shortReason !== undefined, `${term.id} needs a shortReason`);
    else assert.equal(term.shortReason, undefined, `${term.id} needs no shortReason`);
  }
});

test('nothing in the illegal-content policy speaks of children or of sexual content', () => {
  for (const term of library.terms.filter(({ policy }) => policy === 'illegal-content')) {
    assert.doesNotMatch(
      term.wordings.join(' '),
      /\b(?:child|children|kid|teen|minor|sex|porn|nude|abuse)/iu,
      term.id,
    );
  }
});

const JUDGED = [
  ['nobody would notice anyway. i dont want to be here anymore and i mean it', 'suicide', 'severe'],
  ['everyone hates you just go kill yourself', 'bullying', 'severe'],
  ['everyone hates you just go kill yourself', 'suicide', 'severe'],
  ['go k1ll y0urself', 'suicide', 'severe'],
  ['my friend says she wants to kill herself', 'suicide', 'severe'],
  ['we should gas the jews', 'race-religious-hatred', 'severe'],
  ['im bringing a knife to school tomorrow', 'weapons-violence', 'severe'],
  ["don't tell your mum about us ok", 'grooming', 'severe'],
  ['i made myself sick again after lunch', 'eating-disorders', 'severe'],
] as const;

for (const [text, policy, severity] of JUDGED) {
  test(`"${text}" is ${severity} for ${policy}`, () => {
    const found = engine.scan(text, { source: 'typed' }).filter((finding) => finding.policy === policy);
    assert.ok(
      found.some((finding) => finding.severity === severity),
      JSON.stringify(found.map((finding) => [finding.term, finding.severity])),
    );
  });
}

const NOT_SEVERE = [
  "Romeo and Juliet's suicide is the end of the play",
  'why did Romeo kill himself in act 5',
  "I'm going to kill you in Call of Duty tonight",
  'suicide prevention and the Samaritans',
  'this lesson is so boring i dont want to be here anymore',
  'I ran 10 kms for charity',
  'he said "kill yourself" to me',
  'Suicide Squad is on at the cinema',
  'people should never call anyone a retard, it is hurtful',
  'dont tell mum about her surprise party',
];

for (const text of NOT_SEVERE) {
  test(`"${text}" is not severe`, () => {
    for (const source of ['typed', 'search', 'page'] as const) {
      const severe = engine.scan(text, { source }).filter(({ severity }) => severityRank(severity) > 1);
      assert.deepEqual(
        severe.map(({ term, matched }) => [source, term, matched]),
        [],
      );
    }
  });
}

test('a library that is not sound is refused, with the file and the place', () => {
  const term = {
    id: 'drugs.b',
    wordings: ['b'],
    severity: 'minor',
    definition: 'A definition that is long enough.',
    sources: ['typed'],
    example: 'b b b',
    counterExample: 'c c c',
  };
  const problems = (policies: unknown): string => {
    const result = loadLibrary({
      about: { version: '2026.1.1' },
      classes: {},
      spellings: { words: {}, phrases: {} },
      policies: [{ name: 'policies/drugs.json', content: policies }],
      guidance: [],
    });
    return result.ok ? '' : result.problems.join('\n');
  };
  assert.match(problems({ policy: 'drugs', terms: [term] }), /guidance\/drugs\.json is missing/u);
  assert.match(
    problems({ policy: 'drugs', terms: [term, { ...term, id: 'drugs.a' }] }),
    /drugs\.a must come before/u,
  );
  assert.match(problems({ policy: 'drugs', terms: [term, term] }), /must come before/u);
  assert.match(
    problems({ policy: 'drugs', language: 'pl', terms: [{ ...term, language: 'pl' }] }),
    /said by the file already/u,
  );
  assert.match(problems({ policy: 'drugs', terms: [{ ...term, id: 'x.b' }] }), /must begin with "drugs\."/u);
  assert.match(
    problems({ policy: 'drugs', terms: [{ ...term, severity: 'high' }] }),
    /policies\/drugs\.json/u,
  );
  assert.match(
    problems({ policy: 'drugs', terms: [{ ...term, definition: 'One. Two. Three is too many.' }] }),
    /two sentences/u,
  );
  assert.match(problems({ policy: 'magic', terms: [term] }), /policies\/drugs\.json/u);
});
