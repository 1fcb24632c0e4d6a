import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OwnTerm, PolicyEdit } from '@lapwing/protocol/features/policies/edits.ts';
import { sayEdit } from './edit-words.ts';
import type { EditNames } from './pending.ts';

const GROUP = '0190b2c4-7d2e-7a10-9c11-0123456789ab';
const names: EditNames = { group: 'Year 8', policy: 'Gambling', term: 'place a bet' };

/** Without the marks that keep somebody's text apart. */
function say(edit: PolicyEdit, before: PolicyEdit['value'] = null): string {
  const { title, details } = sayEdit({ edit, before, names });
  return [title, ...details].join(' ').replaceAll(/[\u2068\u2069]/g, '');
}

test('each edit is one plain sentence with what stands behind it', () => {
  const value = { status: 'scheduled', periods: ['break', 'lesson'], sources: null, actions: null } as const;
  assert.equal(
    say({
      kind: 'watch',
      groupId: GROUP,
      policy: 'gambling',
      value: { ...value, periods: [...value.periods] },
    }),
    'In Year 8: changes how “Gambling” is watched for. Scheduled: lessons, breaks.',
  );
  assert.equal(
    say({
      kind: 'term-watch',
      groupId: GROUP,
      term: 'gambling.bet',
      value: { enabled: false, sources: null, severity: null, actions: null },
    }),
    'In Year 8: “place a bet” is not watched for.',
  );
  assert.equal(
    say({
      kind: 'sources',
      groupId: GROUP,
      value: { sources: ['typed', 'search', 'chat', 'ai-prompt'], everyTerm: false },
    }),
    'In Year 8: devices look in: typed words only, each term in its own places.',
  );
});

test('of a changed term only what differs is said', () => {
  const before: OwnTerm = {
    policy: 'gambling',
    wordings: ['place a bet'],
    notation: false,
    definition: 'Betting.',
    severity: 'minor',
    sources: ['typed'],
    boundary: 'word',
    unmask: false,
    unless: [],
    needs: null,
  };
  assert.equal(
    say({ kind: 'term', id: `own.${GROUP}`, value: { ...before, severity: 'severe' } }, before),
    'Changes the term “place a bet” of “Gambling”. It weighs Severe; before, Minor.',
  );
  assert.equal(
    say({ kind: 'term', id: `own.${GROUP}`, value: null }, before),
    'Deletes the term “place a bet” from “Gambling”.',
  );
});

test('a name written from right to left stays apart from the words around it', () => {
  const { title } = sayEdit({
    edit: { kind: 'sources', groupId: GROUP, value: null },
    before: null,
    names: { group: 'a\u202Eb' },
  });
  assert.ok(title.includes('\u2068ab\u2069'));
});

test('every kind of edit has words, set and removed, and none says that nothing changes', () => {
  const id = GROUP;
  const values: { readonly [Kind in PolicyEdit['kind']]: readonly PolicyEdit[] } = {
    policy: [{ kind: 'policy', id, value: { title: 'Local names', description: '', risk: 'bullying' } }],
    term: [{ kind: 'term', id: `own.${id}`, value: null }],
    watch: [{ kind: 'watch', groupId: id, policy: 'gambling', value: null }],
    'term-watch': [{ kind: 'term-watch', groupId: id, term: 'gambling.bet', value: null }],
    sources: [{ kind: 'sources', groupId: id, value: null }],
    allow: [
      { kind: 'allow', id, value: null },
      {
        kind: 'allow',
        id,
        value: {
          what: { kind: 'site', site: 'flimmer.example', policy: null },
          groupId: null,
          reason: 'School work.',
          until: null,
          captureId: null,
        },
      },
    ],
    recipients: [
      { kind: 'recipients', groupId: id, value: null },
      { kind: 'recipients', groupId: id, value: { entries: [] } },
    ],
    timetable: [{ kind: 'timetable', value: null }],
    'private-sites': [
      { kind: 'private-sites', value: null },
      { kind: 'private-sites', value: { hosts: ['childline.org.uk'] } },
      { kind: 'private-sites', value: { hosts: ['childline.org.uk'], applications: ['Diary'] } },
    ],
    library: [
      { kind: 'library', value: null },
      { kind: 'library', value: { version: '2026.11.2' } },
    ],
    'sealed-list': [{ kind: 'sealed-list', id, value: null }],
  };
  const said = Object.values(values)
    .flat()
    .map((edit) => say(edit));
  assert.equal(new Set(said).size, said.length, 'no two of them say the same');
  for (const words of said) assert.match(words, /^[A-Z].*\.$/);
});
