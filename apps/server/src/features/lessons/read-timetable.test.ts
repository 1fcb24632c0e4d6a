import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TimetableLine } from '@lapwing/protocol/features/lessons/api.ts';
import * as fc from 'fast-check';
import { MOST_LINES, readTimetable, type ReadTimetable, type TimetableFacts } from './read-timetable.ts';
import { dayOf, fieldOf, timeOf } from './timetable-columns.ts';

const ID = '018f2f4e-7a2b-7c3d-8e4f-5a6b7c8d9e0';
const FACTS: TimetableFacts = {
  groups: [
    { id: `${ID}1`, name: '8B', kind: 'people' },
    { id: `${ID}2`, name: 'Année 9, “C”', kind: 'people' },
    { id: `${ID}3`, name: 'IT room', kind: 'devices' },
    { id: `${ID}4`, name: 'Chess', kind: 'people' },
    { id: `${ID}5`, name: 'chess', kind: 'people' },
    { id: `${ID}6`, name: '8b', kind: 'devices' },
  ],
  staff: [
    { id: 'a', name: 'Ms Khan', email: 'khan@northfield.example', holds: true },
    { id: 'b', name: 'Mr Head', email: 'head@northfield.example', holds: false },
  ],
};

async function read(csv: string): Promise<ReadTimetable> {
  const outcome = await readTimetable(csv, FACTS);
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.message);
  return outcome.read;
}

describe('a timetable file', () => {
  test('is read as programs write it: heads by their usual names, marks, separators, quotes, line ends', async () => {
    const files = [
      'Day,Start,End,Class,Teacher,Room,Subject\nMon,9:00,9:50,8B,khan@northfield.example,R7,Rivers\n',
      '\uFEFF"Weekday";"From";"To";"Group";"Staff e-mail";"Location";"Title"\r\n"1";"0900";"0950";"8b";"KHAN@northfield.example";"R7";"Rivers"\r\n',
      'sep=\t\r\nSubject\tPeriod\tStart time\tEnd time\tDay of week\tClass name\tTeacher email\tRoom\r\nRivers\t1\t09:00:00\t9.50\tMonday\t 8B \tkhan@northfield.example\tR7',
      'room,lesson,day,begins,finish,set,e-mail\rR7,Rivers,monday,9,09:50 am,8B,khan@northfield.example\r',
    ];
    for (const file of files) {
      assert.deepEqual(
        await read(file),
        {
          lines: [
            {
              title: 'Rivers',
              group: { id: `${ID}1`, name: '8B' },
              teacher: { id: 'a', name: 'Ms Khan' },
              room: 'R7',
              day: 0,
              from: '09:00',
              to: '09:50',
            },
          ],
          problems: [],
          leftOut: 0,
          missingColumns: [],
        },
        file,
      );
    }
  });

  test('says of each line what is wrong, where, and what to do; the others stand', async () => {
    const read1 = await read(
      [
        'Day,Start,End,Class,Teacher,Subject',
        'Someday,9:00,9:50,8B,,',
        'Tue,9:60,9:50,8B,,',
        'Tue,10:00,9:50,8B,,',
        'Tue,9:00,9:50,7X,,',
        'Tue,9:00,9:50,Chess,,',
        'Tue,9:00,9:50,8B,who@else.example,',
        'Tue,9:00,9:50,8B,head@northfield.example,',
        `Tue,9:00,9:50,8B,,${'x'.repeat(81)}`,
        'Tue,9:00,9:50,IT room,,',
        'Tue,09:00,09:50,it  ROOM,,',
        'Week A Mon,25:00,,,nobody,',
      ].join('\n'),
    );
    assert.deepEqual(
      read1.lines.map(({ title, group }) => [title, group.name]),
      [['IT room', 'IT room']],
    );
    assert.equal(read1.leftOut, 10);
    assert.deepEqual(
      read1.problems.map(({ line, column, value, problem }) => `${line} ${column} “${value}” ${problem}`),
      [
        '2 Day “Someday” This is no day. Write Monday or Mon, or 1 for Monday.',
        '3 Start “9:60” This is no time. Write it as 09:00.',
        '4 End “9:50” It ends before it begins, at 10:00. Put one of the two right.',
        '5 Class “7X” There is no group of this name. Add it under Groups, or write its name as it stands there.',
        '6 Class “Chess” There are 2 groups of this name. Give them names of their own under Groups.',
        '7 Teacher “who@else.example” No account of your school has this e-mail address. Add the account, or put the address right.',
        '8 Teacher “head@northfield.example” Mr Head may not hold lessons. Give them a role that does, or name somebody else.',
        `9 Subject “${'x'.repeat(79)}…” It is longer than 80 letters. Shorten it.`,
        '11 Class “it ROOM” Line 10 has this lesson already. Take one of the two out.',
        '12 Day “Week A Mon” This is no day. Write Monday or Mon, or 1 for Monday.',
        '12 Start “25:00” This is no time. Write it as 09:00.',
        '12 End “” This is no time. Write it as 09:50.',
        '12 Class “” There is no class in this line.',
        '12 Teacher “nobody” No account of your school has this e-mail address. Add the account, or put the address right.',
      ],
    );
  });

  test('without the columns that it needs names them', async () => {
    assert.deepEqual(await read('When,Class\nMon,8B\n'), {
      lines: [],
      problems: [],
      leftOut: 1,
      missingColumns: ['Day', 'Start', 'End'],
    });
    const outcomes = await Promise.all(
      ['\n\n', 'Day,Start,"End\nMon', `Day\n${'x\n'.repeat(MOST_LINES + 1)}`].map((csv) =>
        readTimetable(csv, FACTS),
      ),
    );
    assert.deepEqual(
      outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.reason)),
      ['empty', 'quote-not-closed', 'too-many-rows'],
    );
  });

  test('of thousands of problems names the first thousand and how many more there are', async () => {
    const { problems, leftOut } = await read(`Day,Start,End,Class\n${'Someday,9,10,8B\n'.repeat(1500)}`);
    assert.deepEqual([problems.length, leftOut], [1001, 1500]);
    assert.deepEqual(problems.at(-1), {
      line: 1002,
      column: '',
      value: '',
      problem: 'And 500 more from here on.',
    });
  });

  test('of any text is never more than its lines, each as the contract has it', async () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('Mon', '1', '9:00', '0950', '24:00', '8B', 'Chess', 'khan@northfield.example', '"', ''),
    );
    const rows = fc.array(fc.array(cell, { maxLength: 9 }), { maxLength: 12 });
    const heads = fc.constantFrom('Day,Start,End,Class,Teacher,Room,Subject', 'To;From;Day;Group', '', '"');
    const separator = fc.constantFrom(',', ';', '\t');
    await fc.assert(
      fc.asyncProperty(
        heads,
        rows,
        separator,
        fc.constantFrom('\n', '\r\n', '\r'),
        async (head, cells, sign, end) => {
          const csv = [head, ...cells.map((each) => each.join(sign))].join(end);
          const outcome = await readTimetable(csv, FACTS);
          if (!outcome.ok) return;
          const { lines, problems, leftOut } = outcome.read;
          assert.ok(lines.length + leftOut <= csv.split(/\r\n|\n|\r/u).length);
          for (const line of lines) {
            TimetableLine.omit({ id: true }).strict().parse(line);
            assert.ok(line.from < line.to);
          }
          if (outcome.read.missingColumns.length === 0) {
            assert.equal(new Set(problems.map(({ line }) => line)).size, leftOut, 'each left out says why');
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  test('keeps what was written in it, however it is quoted', async () => {
    const day = fc.integer({ min: 0, max: 6 });
    const minute = fc.integer({ min: 0, max: 24 * 60 - 1 });
    const word = fc.stringMatching(/^[\p{L}\p{N}][\p{L}\p{N} ,;"'.\t&-]{0,20}[\p{L}\p{N}]$/u);
    const lesson = fc.record({
      day,
      from: minute,
      length: fc.integer({ min: 1, max: 300 }),
      room: word,
      title: word,
    });
    const clock = (at: number): string =>
      `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;
    const plain = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim();
    const NAMES = ['Monday', 'Tue', '3', 'thurs', 'FRI', 'sat.', '7'];
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(lesson, {
          minLength: 1,
          maxLength: 20,
          selector: (each) => `${each.day} ${each.from} ${Math.min(each.from + each.length, 24 * 60)}`,
        }),
        fc.constantFrom(',', ';', '\t'),
        async (lessons, sign) => {
          const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
          const rows = lessons.map(({ day: at, from, length, room, title }) =>
            [
              NAMES[at] ?? '',
              clock(from),
              clock(Math.min(from + length, 24 * 60)),
              'année 9, “c”',
              room,
              title,
            ]
              .map(quoted)
              .join(sign),
          );
          const heads = ['Day', 'Start', 'End', 'Class', 'Room', 'Subject'].join(sign);
          const { lines, problems } = await read(`${heads}\r\n${rows.join('\r\n')}`);
          assert.deepEqual(problems, []);
          assert.deepEqual(
            lines.map((line) => [line.day, line.from, line.to, line.room, line.title]),
            lessons.map((each) => [
              each.day,
              clock(each.from),
              clock(Math.min(each.from + each.length, 24 * 60)),
              plain(each.room),
              plain(each.title),
            ]),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  test('of 5,000 lines is read in less than two seconds', async () => {
    const rows = Array.from({ length: 5000 }, (_each, at) => {
      const hour = String(8 + (at % 9)).padStart(2, '0');
      const minute = String(Math.floor(at / 9) % 60).padStart(2, '0');
      return `${1 + (Math.floor(at / 540) % 7)},${hour}:${minute},${hour}:59:00,${at % 2 === 0 ? '8B' : 'IT room'},${at < 3780 ? '' : 'khan@northfield.example'},R${at % 40},Lesson`;
    });
    const begun = performance.now();
    const { lines, leftOut } = await read(`Day,Start,End,Class,Teacher,Room,Subject\n${rows.join('\n')}`);
    const took = performance.now() - begun;
    assert.equal(lines.length + leftOut, 5000);
    assert.ok(took < 2000, `${Math.round(took)} ms`);
  });
});

test('days and times are read as people write them', () => {
  assert.deepEqual(['Mon', 'monday', '1', 'Thurs', 'Sun.', '7', '0', '8', 'Week', ''].map(dayOf), [
    0,
    0,
    0,
    3,
    6,
    6,
    null,
    null,
    null,
    null,
  ]);
  assert.deepEqual(
    ['9:00', '09.05', '0900', '905', '9', '2:15 pm', '12:00 am', '24:00', '24:01', '9:5', '13 pm', 'x'].map(
      timeOf,
    ),
    ['09:00', '09:05', '09:00', '09:05', '09:00', '14:15', '00:00', '24:00', null, null, null, null],
  );
  assert.deepEqual(['Staff E-mail', 'CLASS_NAME', 'end.time', 'Period', ''].map(fieldOf), [
    'teacher',
    'group',
    'to',
    null,
    null,
  ]);
});
