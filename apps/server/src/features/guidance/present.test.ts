import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readShippedLibrary } from '@lapwing/library/read.ts';
import { listGuidance, showGuidance } from '@lapwing/protocol/features/guidance/api.ts';
import { POLICY_KEYS } from '@lapwing/protocol/vocabulary.ts';
import { guidanceOf, headingsOf } from './present.ts';

const library = await readShippedLibrary();

test('every risk and every other page is listed, and each of them can be shown', () => {
  const listed = listGuidance.reply.parse({ libraryVersion: library.version, ...headingsOf(library) });
  assert.deepEqual(
    listed.risks.map(({ key }) => key),
    [...POLICY_KEYS],
  );
  assert.equal(listed.pages.length, library.pages.size);
  for (const { key, title } of [...listed.risks, ...listed.pages]) {
    const shown = showGuidance.reply.parse(guidanceOf(library, key));
    assert.equal(shown.key, key);
    assert.equal(shown.title, title);
  }
});

test('a page is shown as it is written, with nothing left out', () => {
  const shown = guidanceOf(library, 'suicide');
  assert.ok(shown?.kind === 'risk');
  const written = library.guidance.get('suicide');
  assert.deepEqual(shown.doNow, written?.page.doNow);
  assert.deepEqual(shown.inShort, written?.steps);
  const [first] = shown.organisations;
  assert.deepEqual(
    { website: null, hours: null, phone: null, ...written?.page.organisations[0] },
    { ...first },
  );
});

test('there is no page for what nobody has written', () => {
  for (const key of ['nonsense', 'constructor', '__proto__']) assert.equal(guidanceOf(library, key), null);
});
