import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gridOf, groupRows, type SeatColumn, type SeatRow, sortRows } from './list-rows.ts';
import { keySeats } from './seat.ts';
import { seatSample } from './seat.testing.ts';

const rows: SeatRow[] = keySeats(
  [
    seatSample({ person: 'Pupil 10', device: 'b' }),
    seatSample({ person: 'Pupil 9', device: 'a', newCaptures: 3, worst: 'minor' }),
    seatSample({ person: null, device: 'c' }),
  ],
  'devices',
).map((one) => ({ one, shown: null, marks: [] }));
const NAME: SeatColumn = {
  key: 'name',
  title: 'Name',
  least: 80,
  grows: 1,
  text: (row) => row.one.seat.person?.name ?? '',
};
const NEW: SeatColumn = { ...NAME, sort: (row) => -(row.one.seat.newCaptures ?? 0) };
const names = (sorted: readonly SeatRow[]): string[] => sorted.map((row) => NAME.text(row));

test('numbers in names sort as numbers, and what is empty comes last both ways', () => {
  assert.deepEqual(names(sortRows(rows, NAME, false)), ['Pupil 9', 'Pupil 10', '']);
  assert.deepEqual(names(sortRows(rows, NAME, true)), ['Pupil 10', 'Pupil 9', '']);
  assert.deepEqual(names(sortRows(rows, NEW, false))[0], 'Pupil 9');
  assert.deepEqual(names(sortRows(rows, undefined, false)), names(rows));
});

test('groups are named, counted and in order, and what has none comes last', () => {
  const form: SeatColumn = {
    key: 'form',
    title: 'Form',
    least: 80,
    grows: 1,
    text: (row) => row.one.seat.person?.form ?? '',
  };
  assert.deepEqual(
    groupRows(rows, form).map((line) =>
      line.kind === 'heading' ? `${line.title} ${line.count}` : line.row.one.name,
    ),
    ['8B 2', 'b', 'a', 'No form 1', 'c'],
  );
  assert.equal(groupRows(rows, undefined).length, 3);
});

test('the table is never narrower than its columns', () => {
  assert.deepEqual(gridOf([NAME, { ...NAME, grows: 0 }]), {
    template: '28px minmax(80px, 1fr) 80px',
    least: 228,
  });
});
