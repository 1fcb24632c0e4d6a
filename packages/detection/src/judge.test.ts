/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ScanOptions } from './finding.ts';
import { explainRule, RULES } from './rules.ts';
import { engineOf, scan, term } from './test/engine-of.ts';
import type { Term } from './term.ts';

function verdict(wanted: Term, text: string, options: ScanOptions = { source: 'typed' }): string {
  const [found] = scan(wanted, text, options);
  return found === undefined ? 'none' : [found.severity, ...found.because.slice(1)].join(' ');
}

const DIE = term('(flimmer|flimmering) (myself|himself|herself)');
const SLUR = term('grobble', { policy: 'race-religious-hatred' });
const THREAT = term('flimmer you', { policy: 'weapons-violence' });

test('JUDGE-1 severity moves by steps, never above severe, and below minor there is no finding', () => {
  const severe = term('end my life', { severity: 'severe' });
  assert.equal(verdict(severe, 'i want to end my life'), 'severe judge.intent');
  const minor = term('suicide', { severity: 'minor' });
  assert.equal(verdict(minor, 'the suicide of a friend'), 'minor');
  assert.equal(verdict(minor, 'suicide in Hamlet'), 'none');
  const [found] = scan(severe, 'an essay on how to end my life', { source: 'page' });
  assert.equal(found?.severityBefore, 'severe');
});

test('JUDGE-1 every rule is explained in one sentence, an unknown one too', () => {
  const engine = engineOf(DIE);
  for (const [id, words] of Object.entries(RULES)) {
    assert.match(words, /^[A-Z][^.]+\.$/u, id);
    assert.equal(engine.explain(id), words);
  }
  assert.match(explainRule('judge.unheard'), /another version/u);
});

test('JUDGE-2 first person with intent raises, the third person does not', () => {
  assert.equal(verdict(DIE, "i'm going to flimmer myself"), 'severe judge.intent');
  assert.equal(verdict(DIE, 'he spoke of flimmering himself'), 'moderate');
  assert.equal(verdict(DIE, 'I want lunch. He spoke of flimmering himself'), 'moderate', 'another sentence');
});

test('JUDGE-3 asking how raises in searches and prompts, not on pages', () => {
  const drug = term('lean', { policy: 'drugs', severity: 'minor' });
  assert.equal(verdict(drug, 'how to make lean', { source: 'search' }), 'moderate judge.how-to');
  assert.equal(verdict(drug, 'lean tutorial', { source: 'ai-prompt' }), 'moderate judge.how-to');
  assert.equal(verdict(drug, 'how to make lean', { source: 'page' }), 'minor');
});

test('JUDGE-4 hatred aimed at a person or group raises', () => {
  assert.equal(verdict(SLUR, 'you dirty grobble'), 'severe judge.target');
  assert.equal(verdict(SLUR, 'we saw grobble there'), 'moderate');
});

test('JUDGE-5 a negation before lowers, a phrase that only looks like one does not', () => {
  assert.equal(verdict(DIE, 'she would never flimmer herself'), 'minor judge.negation');
  assert.equal(verdict(DIE, 'he is not only flimmering himself slowly'), 'moderate');
  assert.equal(verdict(DIE, "i can't stop wanting to flimmer myself"), 'severe judge.intent');
});

test('JUDGE-6 quoted, reported or condemned hatred is lowered; a sign of risk is not', () => {
  assert.equal(verdict(SLUR, 'she said "grobble" to him'), 'minor judge.quotation');
  assert.equal(verdict(SLUR, 'they called me grobble'), 'minor judge.quotation');
  assert.equal(verdict(SLUR, 'grobble is so offensive'), 'minor judge.quotation');
  assert.equal(verdict(DIE, 'he said "flimmering herself" was on her mind'), 'moderate');
});

test('JUDGE-7 study lowers, by the words around or by what is known of the site', () => {
  assert.equal(verdict(DIE, 'in the play Romeo is flimmering himself'), 'minor judge.study');
  const page: ScanOptions = { source: 'page', siteClass: 'education' };
  assert.equal(verdict(DIE, 'he was flimmering himself', page), 'minor judge.study');
  assert.equal(
    verdict(DIE, 'he was flimmering himself', { source: 'page', studyFrame: true }),
    'minor judge.study',
  );
  assert.equal(verdict(DIE, 'he was flimmering himself', { source: 'page' }), 'moderate');
});

test('JUDGE-7 study does not lower what someone says of themselves', () => {
  const text = 'after this essay i want to flimmer myself';
  assert.equal(verdict(DIE, text), 'severe judge.intent judge.intent-over-study');
});

test('JUDGE-8 a game lowers, and there is no intent in it', () => {
  assert.equal(verdict(THREAT, "i'm going to flimmer you"), 'severe judge.intent');
  assert.equal(verdict(THREAT, "i'm going to flimmer you in Call of Duty tonight"), 'minor judge.game');
  assert.equal(
    verdict(THREAT, 'he will flimmer you', { source: 'page', siteClass: 'games' }),
    'minor judge.game',
  );
});

test('JUDGE-9 a joke lowers a threat but not a sign of risk', () => {
  assert.equal(verdict(THREAT, 'he will flimmer you lol'), 'minor judge.jest');
  assert.equal(verdict(DIE, 'flimmering myself lol'), 'moderate');
});

test('JUDGE-10 a softening word of the term counts in the same sentence only', () => {
  const wanted = term('want to disappear', { softenedBy: ['embarrassing'] });
  assert.equal(verdict(wanted, 'so embarrassing they want to disappear'), 'minor judge.softened');
  assert.equal(verdict(wanted, 'That was embarrassing! They want to disappear'), 'moderate');
});

test('JUDGE-11 an exception that shares words with the match drops it', () => {
  const wanted = term('suicide', { unless: ['suicide squad'] });
  assert.equal(verdict(wanted, 'we saw Suicide Squad'), 'none');
  assert.equal(verdict(wanted, 'the squad spoke of suicide'), 'moderate');
});

test('JUDGE-12 a needed word must stand near', () => {
  const wanted = term('plug', { policy: 'drugs', needs: { any: ['weed', 'dealer'], within: 3 } });
  assert.equal(verdict(wanted, 'my plug sells weed'), 'moderate match.near');
  assert.equal(verdict(wanted, 'the plug is by the window where the weed grows'), 'none');
});

test('JUDGE-13 a term can switch a frame against its policy', () => {
  const wanted = term('suicide', { frames: { study: false } });
  assert.equal(verdict(wanted, 'suicide in Hamlet'), 'moderate');
  assert.equal(
    verdict(term('flimmering myself', { frames: { jest: true } }), 'flimmering myself lol'),
    'minor judge.jest',
  );
});
