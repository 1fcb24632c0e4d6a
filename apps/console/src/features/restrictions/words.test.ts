import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { mergeControl } from './control-sync.ts';
import { sayLeft } from '../../ui/dates.ts';
import { lengthsFor } from './lengths.ts';
import { bodyOf } from './set-body.ts';
import { control, NOW } from './samples.testing.ts';
import { typedSites } from './sites.ts';
import { sayMinutes, screens } from './words.ts';

const usual = { lock: 5, internetOff: 60, access: 30, lesson: 60 };

test('lengths: the usual one first, each once; in a lesson the internet goes to its end, a lock does not', () => {
  assert.equal(lengthsFor('front', usual, false)[0]?.minutes, 3);
  assert.equal(lengthsFor('lock', usual, true)[0]?.minutes, 5);
  assert.equal(lengthsFor('lock', usual, true).at(-1)?.minutes, null);
  assert.equal(lengthsFor('internet-off', usual, true)[0]?.minutes, null);
  assert.equal(lengthsFor('internet-off', usual, false)[0]?.minutes, 60);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 240 }), fc.boolean(), (internetOff, inLesson) => {
      const keys = lengthsFor('block', { ...usual, internetOff }, inLesson).map(({ key }) => key);
      assert.equal(new Set(keys).size, keys.length);
    }),
  );
});

test('time left is told to the second at the end, and in minutes before', () => {
  const until = (seconds: number): string => new Date(NOW + seconds * 1000).toISOString();
  assert.equal(sayLeft(until(161), NOW), '2:41');
  assert.equal(sayLeft(until(-5), NOW), '0:00');
  assert.equal(sayLeft(until(601), NOW), '11 min');
  assert.equal(sayMinutes(90), '1 hour 30 minutes');
  assert.equal(sayMinutes(60), '1 hour');
  assert.equal(sayMinutes(1), '1 minute');
  assert.equal(screens(1), '1 screen');
});

test('sites as they are typed: each once, and the first that is none is named', () => {
  assert.deepEqual(typedSites('bbc.co.uk, *.gov.uk\nBBC.co.uk').sites.length, 2);
  assert.equal(typedSites('bbc.co.uk').problem, undefined);
  assert.match(typedSites('   ').problem ?? '', /at least one site/);
  assert.match(typedSites('bbc.co.uk ftp://files.example').problem ?? '', /“ftp:\/\/files.example” must be/);
  fc.assert(
    fc.property(fc.string(), (text) => {
      const { sites, problem } = typedSites(text);
      assert.ok(problem !== undefined || sites.length > 0);
    }),
  );
});

test('a list without a site is not sent, and says so at its field', () => {
  const reach = { targets: [{ kind: 'group' as const, id: 'room' }] };
  const draft = { kind: 'allow-only' as const, words: ' ', minutes: 30, favourite: null, sites: '' };
  assert.equal(bodyOf(draft, reach, null).ok, false);
  const made = bodyOf({ ...draft, sites: 'bbc.co.uk gov.uk' }, reach, 'lesson');
  assert.ok(made.ok);
  assert.deepEqual(made.body.effect, {
    kind: 'allow-only',
    title: 'bbc.co.uk, gov.uk',
    sites: ['bbc.co.uk', 'gov.uk'],
  });
  assert.equal(made.body.words, null);
  assert.equal(made.body.lessonId, 'lesson');
});

test('a frame changes only the devices that it names, and nothing at all where it names none of them', () => {
  const before = [control('pc1'), control('pc2')];
  const fresh = control('pc2', { locked: true });
  const after = mergeControl(before, new Map([['pc2', fresh]]));
  assert.deepEqual(after, [before[0], fresh]);
  assert.equal(after[0], before[0]);
  assert.equal(mergeControl(before, new Map([['pc9', control('pc9')]])), before);
});
