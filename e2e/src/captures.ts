import { listCaptures, showCapture } from '@lapwing/protocol/features/captures/api.ts';
import { expect } from '@playwright/test';
import type { z } from 'zod';
import type { SchoolUnderTest } from './school.ts';
import { report } from './timing.ts';

export type Capture = z.infer<typeof showCapture.reply>;
export type EvidenceItem = Capture['evidenceItems'][number];

const FILM_WITHIN_MS = 40_000;

/** The newest capture with these words in its sentence; null while there is none. */
export async function captureOf(school: SchoolUnderTest, words: string): Promise<Capture | null> {
  const { items } = await school.lead.ask(listCaptures);
  const found = items.find(({ text }) => text?.sentence.includes(words) === true);
  return found === undefined ? null : school.lead.ask(showCapture, { params: { id: found.id } });
}

/** A piece of evidence of that capture, whether it has come or not. */
export async function evidenceOf(
  school: SchoolUnderTest,
  words: string,
  kind: EvidenceItem['kind'],
): Promise<EvidenceItem | undefined> {
  return (await captureOf(school, words))?.evidenceItems.find((item) => item.kind === kind);
}

/** Waits until the film of that capture has come, and holds it to what every film is. */
export async function filmOf(school: SchoolUnderTest, words: string): Promise<EvidenceItem> {
  await expect
    .poll(async () => (await evidenceOf(school, words, 'recording'))?.state, { timeout: FILM_WITHIN_MS })
    .toBe('ready');
  const film = await evidenceOf(school, words, 'recording');
  if (film === undefined) throw new Error('The film is gone.');
  const { seconds, triggerSeconds, bytes, mediaType } = film;
  report('film', `${String(seconds)} s, trigger at ${String(triggerSeconds)} s, ${String(bytes)} bytes`);
  expect(mediaType).toBe('video/mp4');
  expect(triggerSeconds).toBeGreaterThan(0.5);
  expect(seconds).toBeGreaterThan(triggerSeconds ?? 0);
  return film;
}
