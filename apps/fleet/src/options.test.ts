import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { parseOptions } from './options.ts';

const HERE = resolve('somewhere');

test('without options the demo has a port and a folder of its own', () => {
  assert.deepEqual(parseOptions([], {}, HERE), {
    ok: true,
    options: { dataFolder: resolve(HERE, '.lapwing/demo'), port: 4181, host: '127.0.0.1', pace: 1 },
  });
});

test('an option wins over the environment, in either way of writing', () => {
  const parsed = parseOptions(['--port=4300', '--data', 'here', '--pace', '5'], { PORT: '9' }, HERE);
  assert.ok(parsed.ok);
  assert.deepEqual(parsed.options, {
    dataFolder: resolve(HERE, 'here'),
    port: 4300,
    host: '127.0.0.1',
    pace: 5,
  });
});

test("the data folder of a real school's server is never taken for the demo's", () => {
  const parsed = parseOptions([], { LAPWING_DATA: 'school', DATABASE_URL: 'postgres://real' }, HERE);
  assert.ok(parsed.ok);
  assert.equal(parsed.options.dataFolder, resolve(HERE, '.lapwing/demo'));
});

test('what cannot be understood is named', () => {
  for (const [args, word] of [
    [['--prot', '1'], '--prot'],
    [['--port'], '--port'],
    [['--port', 'many'], '--port'],
    [['--pace', '0'], '--pace'],
  ] as const) {
    const parsed = parseOptions(args, {}, HERE);
    assert.ok(!parsed.ok);
    assert.ok(parsed.message.includes(word), parsed.message);
  }
});
