/// <reference types="node" />
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const COMMAND = fileURLToPath(new URL('detect.ts', import.meta.url));

function run(input: string, ...args: string[]): { lines: unknown[]; status: number | null; errors: string } {
  const { stdout, stderr, status } = spawnSync(process.execPath, [COMMAND, ...args], {
    input,
    encoding: 'utf8',
  });
  const lines = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
  return { lines, status, errors: stderr };
}

const KILL = JSON.stringify({ id: '1', text: 'go kill yourself', source: 'typed' });

test('each line is answered with its findings, in order', () => {
  const { lines, status } = run(`${KILL}\n{"id":"2","text":"a fine day"}\n`);
  assert.equal(status, 0);
  assert.deepEqual(lines, [
    {
      id: '1',
      findings: [
        {
          term: 'suicide.kill-yourself',
          policy: 'suicide',
          severity: 'severe',
          severityBefore: 'severe',
          because: ['match.word'],
          start: 3,
          end: 16,
        },
      ],
    },
    { id: '2', findings: [] },
  ]);
});

test('policies and severities can be limited, and a wrong one is refused with what there is', () => {
  assert.deepEqual(run(KILL, '--policies', 'drugs,gambling').lines, [{ id: '1', findings: [] }]);
  const minor = '{"id":"1","text":"free vpn"}';
  assert.deepEqual(run(minor, '--min-severity', 'moderate').lines, [{ id: '1', findings: [] }]);
  const wrong = run(KILL, '--policies', 'magic');
  assert.equal(wrong.status, 2);
  assert.match(wrong.errors, /adult-content, bullying/u);
});

test('JUDGE-23 a finding can be read aloud', () => {
  const line = '{"id":"1","text":"i dont want to be here anymore","source":"typed"}';
  const said = JSON.stringify(run(line, '--aloud').lines);
  assert.match(
    said,
    /Severe, suicide: first person and intent in 'i dont want to be here anymore' \(typed\); not lowered because no study frame was found\./u,
  );
});

test('a line that cannot be read is answered with an error and does not stop the rest', () => {
  const { lines } = run(`no json\n{"id":"1"}\n${KILL}\n`);
  assert.equal(lines.length, 3);
  assert.match(JSON.stringify(lines[0]), /"error":"This line is not JSON\."/u);
  assert.match(JSON.stringify(lines[1]), /"error":".*text/u);
  assert.match(JSON.stringify(lines[2]), /suicide\.kill-yourself/u);
});
