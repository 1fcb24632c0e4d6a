import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { nextFrame, previousFrame, sayBesideMark, sayClockTime } from './player-time.ts';

test('moments are said in minutes, seconds and tenths', () => {
  assert.deepEqual([0, 7.44, 59.99, 60, 150, -1].map(sayClockTime), [
    '0:00.0',
    '0:07.4',
    '0:59.9',
    '1:00.0',
    '2:30.0',
    '0:00.0',
  ]);
});

test('the time beside the mark is said in words', () => {
  const mark = { at: 10, word: 'Trigger' };
  assert.deepEqual(
    [0, 5.8, 9.95, 10.1, 11, 10.2, 28].map((at) => sayBesideMark(at, mark)),
    [
      '10 seconds before the trigger',
      '4.2 seconds before the trigger',
      'at the trigger',
      'at the trigger',
      '1 second after the trigger',
      '0.2 seconds after the trigger',
      '18 seconds after the trigger',
    ],
  );
});

describe('stepping through frames that stand for different times', () => {
  /** A film whose frames begin at these hundredths of a second. */
  const film = fc
    .uniqueArray(fc.integer({ min: 2, max: 3000 }), { minLength: 1, maxLength: 40 })
    .map((starts) =>
      [0, ...starts.filter((start, index) => starts.every((o, i) => i === index || Math.abs(o - start) > 2))]
        .sort((one, other) => one - other)
        .map((start) => start / 100),
    );
  const frameAtOf =
    (starts: readonly number[]) =>
    async (seconds: number): Promise<number> =>
      starts.filter((start) => start <= seconds + 1e-9).at(-1) ?? 0;

  test('goes through each, forwards and backwards', async () => {
    await fc.assert(
      fc.asyncProperty(film, async (starts) => {
        const frameAt = frameAtOf(starts);
        const end = (starts.at(-1) ?? 0) + 1;
        const forwards = [0];
        for (let step = 1; step < starts.length; step += 1) {
          forwards.push(await nextFrame(frameAt, forwards.at(-1) ?? 0, end));
        }
        assert.deepEqual(forwards, starts);
        assert.equal(await nextFrame(frameAt, starts.at(-1) ?? 0, end), starts.at(-1));
        const backwards = [starts.at(-1) ?? 0];
        for (let step = 1; step < starts.length; step += 1) {
          backwards.unshift(await previousFrame(frameAt, backwards[0] ?? 0));
        }
        assert.deepEqual(backwards, starts);
        assert.equal(await previousFrame(frameAt, 0), 0);
      }),
    );
  });

  test('ends also where a browser tells no frames but the moment asked for', async () => {
    const asked = async (seconds: number): Promise<number> => seconds;
    assert.ok((await nextFrame(asked, 4, 30)) > 4);
    assert.ok((await previousFrame(asked, 4)) < 4);
  });
});
