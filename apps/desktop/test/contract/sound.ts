import assert from 'node:assert/strict';

import type { Sound } from '../../src/platform/contract/sound.ts';
import { casesOn, type DefineCase } from './cases.ts';

/** A device with speakers that are heard, and a person who can turn them. */
export interface SoundSubject {
  readonly sound: Sound;
  /** Whether no speaker is heard. */
  readonly silent: () => Promise<boolean>;
  /** The person turns the speakers on. */
  readonly turnOn: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const AGAIN_MS = 10_000;

/** What every `Sound` must hold to. */
export function soundContract(test: DefineCase, make: () => Promise<SoundSubject>): void {
  const on = casesOn(test, make, async (subject) => subject.close());

  on('mutes the speakers and lets them be heard again', async ({ sound, silent }) => {
    assert.equal(await silent(), false);
    assert.equal(await sound.setMuted(true), true);
    assert.equal(await sound.setMuted(true), true);
    assert.equal(await silent(), true);
    assert.equal(await sound.setMuted(false), true);
    assert.equal(await sound.setMuted(false), true);
    assert.equal(await silent(), false);
  });

  on('mutes what the person turns on again, and no more once it may be heard', async (subject) => {
    const { sound, silent, turnOn } = subject;
    assert.equal(await sound.setMuted(true), true);
    await turnOn();
    const latest = performance.now() + AGAIN_MS;
    while (!(await silent())) {
      assert.ok(performance.now() < latest, 'The speakers are still heard.');
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
    }
    assert.equal(await sound.setMuted(false), true);
    assert.equal(await silent(), false);
  });
}
