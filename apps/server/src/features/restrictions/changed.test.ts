import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { Actor } from '../../permissions/actor.ts';
import type { Decide, Live } from '../../permissions/live.ts';
import { grantsOf } from '../../permissions/roles.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { createPresence } from '../devices/index.ts';
import { createChanged } from './changed.ts';

const lead: Actor = {
  accountId: 'a',
  name: 'Ms Khan',
  email: 'khan@school.example',
  schoolId: 's',
  grants: grantsOf(['dsl']),
  sessionId: 'x',
};
// Nobody here looks at the transaction: what would is `controlsOf`, which is given.
const tx = {} as unknown as SchoolTx;

test('while consoles wait to be told, what devices say is put together; it is told in the end also when nobody asks', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  // In steps: a timer set by a timer counts from its own moment.
  const pass = (ms: number): void => {
    for (let done = 0; done < ms; done += 50) mock.timers.tick(50);
  };
  const handed: Decide[] = [];
  const computed: (readonly string[])[] = [];
  let open = true;
  const live: Pick<Live, 'publish'> = {
    publish(_schoolId, decide) {
      if (open) handed.push(decide);
      return open;
    },
  };
  const changed = createChanged({
    live: live as Live,
    presence: createPresence(),
    control: {
      controlsOf: (_tx, ids) => {
        computed.push(ids);
        return Promise.resolve([]);
      },
      told: () => {},
    },
    now: () => 0,
  });
  changed.ask('s', ['a']);
  mock.timers.tick(50);
  assert.equal(handed.length, 1);
  for (const id of ['b', 'c', 'b']) {
    changed.ask('s', [id]);
    mock.timers.tick(100);
  }
  assert.equal(handed.length, 1, 'the consoles are behind');
  await handed[0]?.(lead, tx);
  mock.timers.tick(50);
  assert.equal(handed.length, 2);
  await handed[1]?.(lead, tx);
  assert.deepEqual(computed, [['a'], ['b', 'c']]);

  changed.ask('s', ['d']);
  mock.timers.tick(50);
  changed.ask('s', ['e']);
  pass(2100);
  assert.equal(handed.length, 4, 'not for ever');
  open = false;
  changed.ask('s', ['f']);
  pass(2100);
  open = true;
  changed.ask('s', ['g']);
  mock.timers.tick(50);
  assert.equal(handed.length, 5, 'whoever opens a console is told at once');
  changed.stop();
  mock.timers.reset();
});
