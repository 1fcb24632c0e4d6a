import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COVERAGE_GAPS, type Coverage } from '@lapwing/protocol/features/devices/coverage.api.ts';
import { coverageFileName, coverageRows, GAP_WORDS, seenInWords } from './coverage-words.ts';

const COVERAGE: Coverage = {
  schoolName: 'St. Mary’s / “Upper”',
  at: '2026-11-14T10:42:00.000Z',
  devices: 3,
  shutOut: 0,
  seen: { day: 1, week: 0, month: 0, longer: 1, never: 1 },
  platforms: [],
  versions: [],
  gaps: [],
  withGaps: 1,
  list: [
    {
      id: '01890000-0000-7000-8000-000000000000',
      name: 'CR2-14',
      room: null,
      system: 'ChromeOS',
      agentVersion: '1.0',
      lastSeenAt: null,
      gaps: ['never-seen', 'outdated'],
    },
  ],
};

test('every gap has its words', () => {
  for (const gap of COVERAGE_GAPS) assert.ok(GAP_WORDS[gap].meaning.length > 20, gap);
});

test('the spreadsheet has a line for each device with a gap, in words', () => {
  assert.deepEqual(coverageRows(COVERAGE)[1], [
    'CR2-14',
    '',
    'ChromeOS',
    '1.0',
    'Never',
    'Never seen, Agent out of date',
  ]);
});

test('the file’s name can be one on every system', () => {
  assert.equal(coverageFileName(COVERAGE), 'Coverage of St Marys  Upper 14 Nov 2026.csv');
});

test('the shares add up to the devices', () => {
  const sum = seenInWords(COVERAGE.seen).reduce((total, { value }) => total + value, 0);
  assert.equal(sum, COVERAGE.devices);
});
