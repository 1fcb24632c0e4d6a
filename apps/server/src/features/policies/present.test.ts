import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Library } from '@lapwing/library/load.ts';
import { readShippedLibrary } from '@lapwing/library/read.ts';
import type { PolicyEdit } from '@lapwing/protocol/features/policies/edits.ts';
import { ownTerm } from '../../../test/own-terms.ts';
import type { OrderedGroup } from '../groups/index.ts';
import { configOf, settle } from './config.ts';
import type { Decided } from './decided.ts';
import { presentFoundTerm } from './found.ts';
import { createManaged } from './managed.ts';
import {
  editsOfTerms,
  lookOf,
  presentPolicies,
  presentPolicy,
  presentTermDetail,
  presentTerms,
  type Look,
} from './present.ts';
import { schoolWords } from './school-words.ts';

const term = {
  severity: 'severe',
  definition: 'A made-up word for a test, which means nothing.',
  example: 'He said flimmer to her.',
  counterExample: 'He said glimmer to her.',
  sources: ['typed'],
} as const;
const library: Library = {
  ...(await readShippedLibrary()),
  terms: [
    { ...term, id: 'drugs.flimmer', policy: 'drugs', wordings: ['flimmer'] },
    {
      ...term,
      id: 'illegal-content.glommer',
      policy: 'illegal-content',
      wordings: ['glommer'],
      definition: 'Nobody reads this.',
      sealed: true,
    },
  ],
};
const DRUGS = library.guidance.get('drugs')?.title ?? '';
const OWN = '0196f000-0000-7000-8000-000000000001';
const school: OrderedGroup = { id: OWN.replace(/1$/, '2'), name: 'Whole school', priority: 'low', depth: -1 };
const decided = (...edits: PolicyEdit[]): Decided => {
  const items = settle(new Map(), edits);
  const pack = { sha256: '', bytes: new Uint8Array(0) };
  return {
    number: 1,
    items,
    config: configOf(items.values()),
    inForce: { managed: createManaged(library), pack },
  };
};
const look = (...edits: PolicyEdit[]): Look =>
  lookOf(decided(...edits), { group: school, groups: [school], sight: () => 'open' });

describe('the policies', () => {
  it('name the terms of a sealed policy to nobody', () => {
    const shown = presentPolicy(look(), 'illegal-content');
    assert.deepEqual([shown?.sealed, shown?.terms], [true, 1]);
    assert.deepEqual(presentTerms(look(), 'illegal-content'), []);
    assert.equal(presentTermDetail(look(), 'illegal-content.glommer'), null);
    const found = { term: 'illegal-content.glommer', policy: 'illegal-content', sealed: true } as const;
    for (const sealed of [true, false])
      assert.deepEqual(presentFoundTerm(decided(), { ...found, sealed }), {
        id: 'sealed',
        definition: 'A sealed term',
      });
    assert.doesNotMatch(JSON.stringify(presentPolicies(look())), /glommer|Nobody reads/);
  });

  it('show those of any other, with what they mean', () => {
    assert.deepEqual(
      presentTerms(look(), 'drugs').map(({ example, definition, own }) => ({ example, definition, own })),
      [{ example: term.example, definition: term.definition, own: false }],
    );
    assert.equal(presentPolicy(look(), 'gambling'), null, 'a policy without terms is none');
    assert.equal(presentTermDetail(look(), 'drugs.gone'), null);
  });

  it('count what is off and what is changed, and say it in words for whoever updates the library', () => {
    const watch = (value: Extract<PolicyEdit, { kind: 'term-watch' }>['value']): PolicyEdit => ({
      kind: 'term-watch',
      groupId: school.id,
      term: 'drugs.flimmer',
      value,
    });
    const nothing = { enabled: null, sources: null, severity: null, actions: null };
    const off = look(watch({ ...nothing, enabled: false }));
    const milder = look(watch({ ...nothing, severity: 'minor' }));
    const counted = (each: Look): Array<number | undefined> => {
      const shown = presentPolicy(each, 'drugs');
      return [shown?.off, shown?.changed];
    };
    assert.deepEqual(
      [counted(look()), counted(off), counted(milder)],
      [
        [0, 0],
        [1, 0],
        [0, 1],
      ],
    );
    assert.equal(presentTerms(off, 'drugs')[0]?.enabled, false);
    assert.deepEqual([...editsOfTerms(milder.decided.config)], [['drugs.flimmer', 'severity minor']]);
  });

  it('of the school’s own are told by their own titles, also at a capture', () => {
    const own = look(
      { kind: 'policy', id: OWN, value: { title: 'Local gangs', description: '', risk: 'drugs' } },
      {
        kind: 'term',
        id: `own.${OWN}`,
        value: ownTerm('florble', { policy: OWN, definition: 'A made-up gang.', severity: 'minor' }),
      },
    );
    assert.deepEqual(
      presentPolicies(own).map(({ title, own: terms }) => [title, terms]),
      [
        [DRUGS, 0],
        [library.guidance.get('illegal-content')?.title, 0],
        ['Local gangs', 1],
      ],
    );
    const words = schoolWords(own.decided);
    assert.equal(words.titleOf(`own.${OWN}`, 'drugs'), 'Local gangs');
    assert.equal(words.titleOf('drugs.flimmer', 'drugs'), DRUGS);
    assert.equal(words.definitionOf(`own.${OWN}`), 'A made-up gang.');
    assert.deepEqual(
      ['illegal-content.glommer', `sealed.${OWN}`, 'drugs.flimmer'].map((id) => words.isSealed(id)),
      [true, true, false],
    );
  });
});
