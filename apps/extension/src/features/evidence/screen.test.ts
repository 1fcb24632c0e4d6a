/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTabScreen } from './screen.ts';

const REQUEST = { place: 'tab:3', maxWidth: 640, quality: 0.7 };

test('the picture is of the tab in which something was found, scaled as the school wants', async () => {
  const asked: unknown[] = [];
  const screen = createTabScreen({
    tabOf: (place) => Number(place.slice(4)),
    now: () => 1000,
    pictureOf: (tab, quality) => {
      asked.push([tab, quality]);
      return Promise.resolve({ ok: true, picture: new Blob(['x']) });
    },
    scale: (_picture, maxWidth, quality) => {
      asked.push([maxWidth, quality]);
      return Promise.resolve({ bytes: new Uint8Array([1]), width: 640, height: 400 });
    },
  });
  assert.deepEqual(await screen.capture(REQUEST), {
    ok: true,
    mediaType: 'image/jpeg',
    takenAt: 1000,
    bytes: new Uint8Array([1]),
    width: 640,
    height: 400,
  });
  assert.deepEqual(asked, [
    [3, 0.7],
    [640, 0.7],
  ]);
});

test('why there is no picture is told, and nothing throws', async () => {
  const parts = {
    tabOf: (place: string) => (place === 'tab:3' ? 3 : null),
    now: () => 0,
    pictureOf: () => Promise.resolve({ ok: false, failed: 'window-gone' } as const),
    scale: () => Promise.reject(new Error('not a picture')),
  };
  assert.deepEqual(await createTabScreen(parts).capture(REQUEST), { ok: false, failed: 'window-gone' });
  assert.deepEqual(await createTabScreen(parts).capture({ ...REQUEST, place: null }), {
    ok: false,
    failed: 'not-possible',
  });
  const broken = createTabScreen({
    ...parts,
    pictureOf: () => Promise.resolve({ ok: true, picture: new Blob() } as const),
  });
  assert.deepEqual(await broken.capture(REQUEST), { ok: false, failed: 'failed' });
});
