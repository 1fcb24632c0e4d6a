import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ControlSettings } from '@lapwing/protocol/features/restrictions/api.ts';
import { draftOf, FIGURE_WORDS, figureProblem, FIGURES, settingsOf } from './settings-draft.ts';

const settings: ControlSettings = {
  caps: { lockMinutes: 5, internetOffMinutes: 10, againAfterMinutes: 30 },
  lockWords: 'Please wait.',
  blockWords: '',
  mayAsk: { access: true, help: false },
  usual: { lock: 3, internetOff: 60, access: 30, lesson: 60 },
  askBeyond: 60,
};

test('what is shown and not changed comes back as it was', () => {
  assert.deepEqual(settingsOf(draftOf(settings)), settings);
});

test('a figure out of its bounds is named at its field, and nothing is sent', () => {
  for (const figure of FIGURES) {
    const { least, most } = FIGURE_WORDS[figure];
    for (const wrong of ['', ' ', 'ten', '1.5', '-1', String(least - 1), String(most + 1)])
      assert.match(figureProblem(figure, wrong) ?? '', /whole number/, `${figure} ${wrong}`);
    const draft = draftOf(settings);
    const put = (typed: string) => settingsOf({ ...draft, figures: { ...draft.figures, [figure]: typed } });
    assert.equal(put('none'), null);
    // The bounds said here are those of the contract.
    for (const right of [least, most])
      assert.equal(ControlSettings.safeParse(put(String(right))).success, true);
  }
});
