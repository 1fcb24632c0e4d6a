import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AgreementDetail } from '@lapwing/protocol/features/agreements/api.ts';
import { EMPTY_DRAFT } from './draft.ts';
import { sayDayOfYear, sayPublish, sayStanding } from './words.ts';

const DETAIL: AgreementDetail = {
  id: '0198c0de-0000-7000-8000-000000000001',
  title: EMPTY_DRAFT.title,
  state: 'draft',
  version: 0,
  publishedAt: null,
  publishedBy: null,
  groups: [],
  when: 'once',
  decline: 'nothing',
  yearlyOn: null,
  people: 1204,
  agreed: 0,
  declined: 0,
  changed: false,
  revision: 0,
  draft: EMPTY_DRAFT,
  pictureData: null,
  versions: [],
  advice: [],
  may: { manage: { allowed: true } },
};

describe('what publishing does', () => {
  it('is said before it is done: how many are asked, and whose answers no longer count', () => {
    assert.match(sayPublish(DETAIL)?.says ?? '', /^1,204 people will be asked: at their next log-on/u);
    const asked = { ...DETAIL, state: 'asked', version: 1, agreed: 1000, declined: 4 } as const;
    assert.equal(sayPublish(asked), null);
    const changed = sayPublish({ ...asked, changed: true });
    assert.equal(changed?.version, 2);
    assert.match(changed?.says ?? '', /^1,204 people .* What 1,004 people answered stays on record/u);
    const again = sayPublish({ ...asked, state: 'retired' });
    assert.equal(again?.version, 1);
    assert.match(again?.says ?? '', /^204 people .* 1,000 people who agreed to this text before are not/u);
  });

  it('stands in figures and words', () => {
    assert.equal(
      sayStanding({ people: 1204, agreed: 1011, declined: 3 }),
      '1,011 of 1,204 agreed (83 %); 3 declined',
    );
    assert.equal(sayStanding({ people: 0, agreed: 0, declined: 0 }), 'Nobody is in its groups');
    assert.equal(sayDayOfYear('09-01'), '1 September');
  });
});
