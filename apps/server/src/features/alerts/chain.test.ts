import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chain } from '@lapwing/protocol/features/alerts/chain.api.ts';
import {
  array,
  assert as assertProperty,
  boolean,
  constantFrom,
  integer,
  property,
  record,
  subarray,
  uniqueArray,
} from 'fast-check';
import { nextInChain, standIn, wholeChain } from './chain.ts';

const PEOPLE = ['maya', 'tom', 'ruth', 'ivy', 'sam', 'lee'] as const;
const DAYS = ['2026-12-17', '2026-12-18', '2026-12-21', '2027-01-04'] as const;
const person = constantFrom(...PEOPLE);
const everybody = (): boolean => true;

const anyChain = record({
  steps: uniqueArray(record({ accountId: person, minutes: integer({ min: 1, max: 60 }) }), {
    selector: (step) => step.accountId,
    maxLength: 6,
  }),
  outside: constantFrom(
    { kind: 'chain' as const },
    { kind: 'wait' as const },
    { kind: 'person' as const, accountId: 'ivy', minutes: 15 },
  ),
  covers: array(
    record({
      accountId: person,
      byAccountId: person,
      from: constantFrom(...DAYS),
      to: constantFrom(...DAYS),
    }),
    { maxLength: 8 },
  ).map((covers) => covers.filter((each) => each.from <= each.to && each.accountId !== each.byAccountId)),
});
const anyMoment = record({ day: constantFrom(...DAYS), inSchool: boolean() });

test('the chain always ends, tells nobody twice and passes over nobody who is there', () => {
  assertProperty(
    property(anyChain, anyMoment, subarray([...PEOPLE]), (chain, moment, there) => {
      assert.ok(Chain.safeParse(chain).success);
      const present = (id: string): boolean => there.some((each) => each === id);
      const order = wholeChain(chain, moment, present);
      const told = order.map(({ accountId }) => accountId);
      assert.equal(new Set(told).size, told.length, 'somebody is told twice');
      assert.ok(told.every(present), 'somebody is told who is not there');
      for (const { accountId } of chain.steps) {
        const away = chain.covers.some(
          (cover) => cover.accountId === accountId && cover.from <= moment.day && moment.day <= cover.to,
        );
        if (!away && present(accountId)) assert.ok(told.includes(accountId), `${accountId} is passed over`);
        const instead = standIn(chain.covers, accountId, moment.day, present);
        if (instead !== null) assert.ok(told.includes(instead), `${instead}, who covers, is passed over`);
      }
      const unknown = told.filter(
        (id) =>
          !chain.steps.some((step) => step.accountId === id) &&
          !chain.covers.some((cover) => cover.byAccountId === id) &&
          !(chain.outside.kind === 'person' && chain.outside.accountId === id),
      );
      assert.deepEqual(unknown, []);
    }),
  );
});

test('whoever was told before is never told again, whatever changed meanwhile', () => {
  assertProperty(
    property(anyChain, anyChain, anyMoment, anyMoment, (before, after, first, then) => {
      const told = wholeChain(before, first, everybody).map(({ accountId }) => accountId);
      const next = nextInChain(after, told, then, everybody);
      assert.ok(next === null || !told.includes(next.accountId));
    }),
  );
});

const CHAIN: Chain = {
  steps: [
    { accountId: 'maya', minutes: 30 },
    { accountId: 'tom', minutes: 20 },
  ],
  outside: { kind: 'person', accountId: 'ivy', minutes: 15 },
  covers: [
    { accountId: 'ivy', byAccountId: 'ruth', from: '2026-12-18', to: '2027-01-04' },
    { accountId: 'maya', byAccountId: 'tom', from: '2026-12-21', to: '2026-12-21' },
  ],
};

test('outside school hours the person for these hours comes first, and their cover while they are away', () => {
  const friday = { day: '2026-12-18', inSchool: false };
  assert.deepEqual(nextInChain(CHAIN, [], friday, everybody), {
    accountId: 'ruth',
    insteadOf: 'ivy',
    minutes: 15,
    outside: true,
  });
  assert.deepEqual(
    wholeChain(CHAIN, friday, everybody).map(({ accountId }) => accountId),
    ['ruth', 'maya', 'tom'],
  );
  assert.equal(nextInChain(CHAIN, [], { day: '2026-12-17', inSchool: false }, everybody)?.accountId, 'ivy');
  assert.equal(nextInChain(CHAIN, [], { ...friday, inSchool: true }, everybody)?.accountId, 'maya');
});

test('who covers and stands in the chain by themselves is told once', () => {
  const order = wholeChain(CHAIN, { day: '2026-12-21', inSchool: true }, everybody);
  assert.deepEqual(
    order.map(({ accountId, insteadOf }) => [accountId, insteadOf]),
    [['tom', 'maya']],
  );
});

test('covers in a circle lead nowhere and hang nothing', () => {
  const covers = [
    { accountId: 'maya', byAccountId: 'tom', from: '2026-12-01', to: '2026-12-31' },
    { accountId: 'tom', byAccountId: 'maya', from: '2026-12-01', to: '2026-12-31' },
  ];
  assert.equal(standIn(covers, 'maya', '2026-12-18', everybody), null);
});
