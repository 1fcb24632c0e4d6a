import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classroomToSearch, MOST_PANES, parseClassroom } from './search.ts';

const ID = '01939c3e-7c1e-7a52-8d5c-2f1d6a0b4c11';
const read = (search: string) => parseClassroom(Object.fromEntries(new URLSearchParams(search)));

test('a view survives its own address', () => {
  for (const search of ['', `?by=devices&show=online&sort=new&at=${ID}&live=${ID}`]) {
    assert.equal(classroomToSearch(read(search)), search);
  }
});

test('what an address cannot mean is left out', () => {
  assert.equal(classroomToSearch(read('?by=cats&show=x&sort=1&at=<b>&live=<i>,,')), '');
  const many = Array.from({ length: 30 }, (_, index) => `d${index}`).join(',');
  assert.equal(read(`?live=${many}`).live.length, MOST_PANES);
});
