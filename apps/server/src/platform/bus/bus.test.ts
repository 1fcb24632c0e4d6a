import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProcessBus, topic } from './bus.ts';

const rang = topic<{ at: number }>('bell/rang');

test('listeners are called in order until they end; one that throws is reported and stops nobody', () => {
  const failed: string[] = [];
  const heard: string[] = [];
  const bus = createProcessBus((name) => failed.push(name));
  bus.subscribe(rang, () => {
    throw new Error('deaf');
  });
  const end = bus.subscribe(rang, ({ at }) => heard.push(`first ${at}`));
  bus.subscribe(rang, ({ at }) => heard.push(`second ${at}`));
  bus.publish(rang, { at: 1 });
  end();
  bus.publish(rang, { at: 2 });
  assert.deepEqual(heard, ['first 1', 'second 1', 'second 2']);
  assert.deepEqual(failed, ['bell/rang', 'bell/rang']);
});
