import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createAllowance, priceOf } from './allowance.ts';

describe('the allowance of a device', () => {
  it('lets the burst through at once, then names the wait to the millisecond', () => {
    const allowance = createAllowance(3, 10);
    assert.deepEqual(
      [1, 2, 3].map(() => allowance.take('a', 1, 0)),
      [0, 0, 0],
    );
    assert.equal(allowance.take('a', 1, 0), 100);
    assert.equal(allowance.take('a', 1, 99), 1);
    assert.equal(allowance.take('a', 1, 100), 0);
  });

  it('belongs to each device alone', () => {
    const allowance = createAllowance(1, 1);
    assert.equal(allowance.take('a', 1, 0), 0);
    assert.equal(allowance.take('b', 1, 0), 0);
    assert.ok(allowance.take('a', 1, 0) > 0);
  });

  it('never gives more than the burst and the pace, whatever the order of times and prices', () => {
    const steps = fc.array(fc.record({ wait: fc.nat(2000), price: fc.integer({ min: 1, max: 12 }) }), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(steps, (asked) => {
        const allowance = createAllowance(20, 5);
        let now = 0;
        let given = 0;
        for (const { wait, price } of asked) {
          now += wait;
          if (allowance.take('a', price, now) === 0) given += price;
        }
        assert.ok(given <= 20 + (now / 1000) * 5 + asked.length * 0.001);
      }),
    );
  });

  it('can always be had after the wait that was named, even at a price above the burst', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), (price) => {
        const allowance = createAllowance(20, 5);
        allowance.take('a', 20, 0);
        const wait = allowance.take('a', price, 0);
        assert.equal(allowance.take('a', price, wait), 0);
      }),
    );
  });

  it('charges a long frame more', () => {
    assert.deepEqual([1, 8191, 8192, 65_536].map(priceOf), [1, 1, 2, 9]);
  });
});
