import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_PORT, parseConfig } from './config.ts';

const parse = (args: string[], environment: Record<string, string> = {}) =>
  parseConfig(args, environment, '/srv');

test('with nothing said it listens on this machine only, with its own database in a folder below', () => {
  const parsed = parse([]);
  assert.ok(parsed.ok);
  assert.equal(parsed.config.host, '127.0.0.1');
  assert.equal(parsed.config.port, DEFAULT_PORT);
  assert.equal(parsed.config.dataFolder, '/srv/.lapwing/school');
  assert.deepEqual(parsed.config.database, { kind: 'embedded' });
  assert.equal(parsed.config.releasesFolder, '/srv/.lapwing/releases');
});

test('an option wins over its variable, in both ways of writing it', () => {
  for (const args of [
    ['--port', '5000', '--data', '/d'],
    ['--port=5000', '--data=/d'],
  ]) {
    const parsed = parse(args, { PORT: '6000', LAPWING_DATA: '/e' });
    assert.ok(parsed.ok);
    assert.deepEqual([parsed.config.port, parsed.config.dataFolder], [5000, '/d']);
  }
});

test('what is wrong is named, with what to do', () => {
  const wrong: Array<[string[], Record<string, string>, RegExp]> = [
    [['--prot', '1'], {}, /Unknown option --prot.*--port/],
    [['--port'], {}, /--port needs a value/],
    [['--port', 'http'], {}, /PORT is wrong/],
    [[], { PORT: '70000' }, /PORT is wrong/],
    [[], { LAPWING_DATE: 'x' }, /Unknown setting LAPWING_DATE.*LAPWING_DATA/],
    [[], { DATABASE_URL: 'mysql://x' }, /DATABASE_URL is wrong.*postgres/],
    [[], { DATABASE_APP_URL: 'postgres://x' }, /DATABASE_URL/],
    [[], { LAPWING_MASTER_KEY: 'short' }, /LAPWING_MASTER_KEY is wrong/],
    [[], { LAPWING_RELEASE_KEY: 'short' }, /LAPWING_RELEASE_KEY is wrong.*Ed25519/],
    [[], { LAPWING_TLS_CERT: 'c.pem' }, /LAPWING_TLS_KEY/],
    [[], { LAPWING_PUBLIC_URL: 'lapwing.school' }, /LAPWING_PUBLIC_URL is wrong/],
    [[], { LAPWING_LIBRARY_FROM: 'http://x.example/a.lwlib' }, /LAPWING_LIBRARY_FROM is wrong.*https/],
    [[], { LAPWING_LOG_LEVEL: 'loud' }, /LAPWING_LOG_LEVEL is wrong/],
  ];
  for (const [args, environment, message] of wrong) {
    const parsed = parse(args, environment);
    assert.ok(!parsed.ok, JSON.stringify([args, environment]));
    assert.match(parsed.message, message);
  }
});

test('the public address loses its last slash; variables of other programs are passed over', () => {
  const parsed = parse([], {
    LAPWING_PUBLIC_URL: 'https://lapwing.school.example/',
    HOME: '/h',
    LAPWING_TEST_X: '1',
  });
  assert.ok(parsed.ok);
  assert.equal(parsed.config.publicUrl, 'https://lapwing.school.example');
});
