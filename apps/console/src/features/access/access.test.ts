import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { AccessPolicyFields } from '@lapwing/protocol/features/access/api.ts';
import { closesAll, type Draft, differences, draftOf, NEW_DRAFT, problemsOfDay, readDraft } from './draft.ts';
import { readEndings, readSiteLines, readTitleLines } from './lines.ts';
import { hoursInWords, moved } from './words.ts';

const draft = (more: Partial<Draft> = {}): Draft => ({
  ...NEW_DRAFT,
  title: 'Games',
  sites: 'games.example',
  ...more,
});

test('lines of sites say which of them is wrong, and take each site once', () => {
  const read = readSiteLines('bbc.co.uk\n\n https://www.bbc.co.uk/ \r\ntwo words\ncom\nbbc.co.uk/news');
  assert.deepEqual(read.values, ['bbc.co.uk', 'bbc.co.uk/news']);
  assert.equal(read.doubled, 1);
  assert.deepEqual(
    read.problems.map(({ line, text }) => [line, text]),
    [
      [4, 'two words'],
      [5, 'com'],
    ],
  );
  assert.deepEqual(readEndings('.exe, *.MSI; zip\nexe').values, ['exe', 'MSI', 'zip']);
  assert.equal(readEndings('tar.gz').problems.length, 1);
  assert.equal(readTitleLines('**').problems.length, 1);
});

test('a form comes to what the server takes, and of what is wrong it names the field', () => {
  for (const more of [
    {},
    { kind: 'allow-only' as const },
    { kind: 'downloads' as const, sites: '', endings: '.exe msi' },
    { kind: 'lock' as const, sites: '', words: ' Later. ' },
    {
      status: 'scheduled' as const,
      hours: NEW_DRAFT.hours.map(() => [
        { from: '13:00', to: '14:00' },
        { from: '09:00', to: '10:00' },
      ]),
    },
    { sites: '', titles: '*chess*' },
  ]) {
    const read = readDraft(draft(more));
    assert.ok(read.ok, JSON.stringify(read));
    AccessPolicyFields.parse(read.fields);
  }
  for (const [more, field] of [
    [{ title: ' ' }, 'title'],
    [{ sites: '' }, 'sites'],
    [{ sites: 'two words' }, 'sites'],
    [{ sites: '', titles: '*chess*', kind: 'allow' }, 'sites'],
    [{ titles: '*' }, 'titles'],
    [{ endings: 'tar.gz' }, 'endings'],
    [{ kind: 'applications', applications: '' }, 'applications'],
    [{ kind: 'applications', applications: '*' }, 'applications'],
    [{ status: 'scheduled' }, 'hours'],
    [{ status: 'scheduled', hours: [[{ from: '9', to: '10:00' }]] }, 'hours'],
  ] as const) {
    const read = readDraft(draft(more));
    assert.ok(!read.ok && read.wrong[field] !== undefined, JSON.stringify(more));
  }
});

test('hours that overlap or end before they begin are told', () => {
  assert.deepEqual(
    problemsOfDay([
      { from: '09:00', to: '10:00' },
      { from: '10:00', to: '11:00' },
    ]),
    [],
  );
  assert.equal(
    problemsOfDay([
      { from: '09:00', to: '10:30' },
      { from: '10:00', to: '11:00' },
    ]).length,
    1,
  );
  assert.equal(problemsOfDay([{ from: '10:00', to: '09:00' }]).length, 1);
  const slot = [{ from: '09:00', to: '10:00' }];
  assert.equal(
    hoursInWords([slot, slot, [], slot, [], [], []]),
    'Mon to Tue 09:00 to 10:00; Thu 09:00 to 10:00',
  );
  assert.equal(hoursInWords([slot, slot, slot, slot, slot, slot, slot]), 'Mon to Sun 09:00 to 10:00');
});

test('where two versions differ is said, and where they do not nothing is', () => {
  assert.deepEqual(differences(draft(), draft()), []);
  assert.deepEqual(
    differences(draft({ sites: 'a.example\nb.example' }), draft({ sites: 'a.example', title: 'Play' })),
    [
      { what: 'Title', theirs: 'Games', yours: 'Play' },
      { what: 'Sites', theirs: 'b.example', yours: 'nothing more' },
    ],
  );
});

test('only what takes everything from somebody is asked about', () => {
  const groups = [{ id: 'x', name: '8B' }];
  assert.equal(closesAll({ kind: 'lock', status: 'enabled', groups }), true);
  assert.equal(closesAll({ kind: 'internet-off', status: 'scheduled', groups }), true);
  assert.equal(closesAll({ kind: 'lock', status: 'disabled', groups }), false);
  assert.equal(closesAll({ kind: 'lock', status: 'enabled', groups: [] }), false);
  assert.equal(closesAll({ kind: 'allow-only', status: 'enabled', groups }), false);
});

test('moving one keeps all of them', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { minLength: 1 }), fc.nat(), fc.integer(), (ids, pick, to) => {
      const id = ids[pick % ids.length] ?? '';
      const after = moved(ids, id, to);
      assert.deepEqual(new Set(after), new Set(ids));
      assert.equal(after.length, ids.length);
      assert.equal(after.indexOf(id), Math.max(0, Math.min(to, ids.length - 1)));
    }),
  );
});

test('what is shown in the form and read again is the same', () => {
  const read = readDraft(draft({ endings: 'exe, zip', titles: '*chess*', words: 'Later.' }));
  assert.ok(read.ok);
  const { groupIds: _none, ...fields } = read.fields;
  const again = readDraft(
    draftOf({
      ...fields,
      id: '',
      groups: [],
      position: 0,
      activeNow: true,
      revision: 0,
      changedAt: '',
      changedBy: null,
    }),
  );
  assert.deepEqual(again, read);
});
