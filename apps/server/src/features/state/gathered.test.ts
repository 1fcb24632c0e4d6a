import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { createGathered } from './gathered.ts';

test('a burst is one piece of work; what is asked while it is done is done once more after it', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const done: string[] = [];
  let finish: () => void = () => {};
  const gathered = createGathered(300, (key) => {
    done.push(key);
    return new Promise((resolve) => {
      finish = resolve;
    });
  });
  for (let times = 0; times < 20; times += 1) gathered.ask('a');
  gathered.ask('b');
  mock.timers.tick(299);
  assert.deepEqual(done, []);
  mock.timers.tick(1);
  assert.deepEqual(done, ['a', 'b']);
  gathered.ask('b');
  gathered.ask('b');
  mock.timers.tick(1000);
  assert.deepEqual(done, ['a', 'b'], 'not while it is at it');
  finish();
  await Promise.resolve();
  await Promise.resolve();
  mock.timers.tick(300);
  assert.deepEqual(done, ['a', 'b', 'b']);
  gathered.stop();
  gathered.ask('a');
  mock.timers.tick(300);
  assert.equal(done.length, 3);
  mock.timers.reset();
});
