import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AgreementDraft } from '@lapwing/protocol/features/agreements/api.ts';
import { assert as fcAssert, property, integer } from 'fast-check';
import { adviceOn } from './advice.ts';
import { yearsPassed } from './asking.ts';
import { SAMPLES } from './samples.ts';

const LONDON = 'Europe/London';
const at = (moment: string): number => Date.parse(moment);

describe('the day of the year', () => {
  const yearly = { yearlyOn: '09-01', yearlySince: new Date('2026-09-01T08:00:00Z'), yearlyBefore: 0 };

  it('comes at midnight of the school’s clock, and not on the day on which it was set', () => {
    assert.equal(yearsPassed(yearly, LONDON, at('2026-09-01T20:00:00Z')), 0);
    assert.equal(yearsPassed(yearly, LONDON, at('2027-08-31T22:59:59Z')), 0);
    assert.equal(yearsPassed(yearly, LONDON, at('2027-08-31T23:00:00Z')), 1);
    assert.equal(yearsPassed(yearly, LONDON, at('2030-01-01T00:00:00Z')), 3);
  });

  it('is 1 March where there is no 29 February', () => {
    const leap = { ...yearly, yearlyOn: '02-29' };
    assert.equal(yearsPassed(leap, LONDON, at('2027-02-28T12:00:00Z')), 0);
    assert.equal(yearsPassed(leap, LONDON, at('2027-03-01T12:00:00Z')), 1);
    assert.equal(yearsPassed(leap, LONDON, at('2028-02-29T12:00:00Z')), 2);
  });

  it('never counts backwards, and keeps what counted before it was changed', () => {
    assert.equal(
      yearsPassed({ ...yearly, yearlyOn: null, yearlyBefore: 4 }, LONDON, at('2030-01-01T00:00:00Z')),
      4,
    );
    const moment = integer({ min: at('2026-09-01T09:00:00Z'), max: at('2060-01-01T00:00:00Z') });
    fcAssert(
      property(moment, moment, (one, other) => {
        const [first, second] = [Math.min(one, other), Math.max(one, other)];
        assert.ok(yearsPassed(yearly, LONDON, first) <= yearsPassed(yearly, LONDON, second));
      }),
    );
  });
});

describe('advice on a text', () => {
  const draft = (items: string[], language = 'en-GB'): AgreementDraft => ({
    title: 'Title',
    language,
    blocks: [{ kind: 'bullets', items }],
    picture: null,
    agreeLabel: 'Yes',
    declineLabel: 'No',
  });

  it('is about more than five points, long sentences and hard words', () => {
    assert.deepEqual(adviceOn(draft(['Be kind.'])), []);
    assert.match(
      adviceOn(draft(Array.from({ length: 6 }, () => 'Be kind.')))[0] ?? '',
      /^There are 6 bullet points/u,
    );
    const long = Array.from({ length: 26 }, () => 'and').join(' ');
    assert.match(adviceOn(draft([`${long}.`]))[0] ?? '', /^“and and and and and and …” has 26 words/u);
    assert.deepEqual(adviceOn(draft(['Do not utilise it.'])), ['“utilise” is a hard word. Plainer: “use”.']);
    assert.deepEqual(adviceOn(draft(['Do not utilise it.'], 'cy')), []);
  });
});

describe('the sample texts', () => {
  const ages = new Map(
    SAMPLES.map(({ key, draft }) => [
      key,
      Number(/about (\d+)\.$/u.exec(adviceOn(draft).at(-1) ?? '')?.[1] ?? NaN),
    ]),
  );

  it('are as the contract says, with at most five points and no long sentence', () => {
    for (const { key, draft } of SAMPLES) {
      assert.deepEqual(AgreementDraft.parse(draft), draft);
      assert.deepEqual(
        adviceOn(draft).filter((each) => !each.startsWith('It reads like')),
        [],
        key,
      );
    }
  });

  it('are read at the age of those for whom they are', () => {
    const primary = ages.get('primary') ?? 99;
    assert.ok(primary >= 7 && primary <= 9, `primary: ${primary}`);
    assert.ok((ages.get('secondary') ?? 99) <= 12, `secondary: ${ages.get('secondary')}`);
    assert.ok((ages.get('older') ?? 99) <= 15, `older: ${ages.get('older')}`);
  });

  it('say what is monitored, that somebody may look, and who helps', () => {
    for (const { key, draft } of SAMPLES.filter(({ draft: { language } }) => language === 'en-GB')) {
      const text = JSON.stringify(draft.blocks);
      assert.match(text, /words that (?:you|are) typed?|words that you type/u, key);
      assert.match(text, /picture/u, key);
      assert.match(text, /look at/u, key);
      assert.match(text, /Childline on 0800 1111|0800 1111/u, key);
    }
  });
});
