import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Library } from '@lapwing/library/load.ts';
import { createPolicies } from './managed.ts';

const term = {
  severity: 'severe',
  definition: 'A made-up word for a test, which means nothing.',
  example: 'He said flimmer to her.',
  counterExample: 'He said glimmer to her.',
  sources: ['typed'],
} as const;
const guidance = (policy: 'drugs' | 'illegal-content', title: string): Library['guidance'] =>
  new Map([[policy, { policy, title, description: 'A policy for a test only.', steps: ['Do this first.'] }]]);
const library: Library = {
  version: '2026.11.1',
  classes: {},
  terms: [
    { ...term, id: 'drugs.flimmer', policy: 'drugs', wordings: ['flimmer'] },
    {
      ...term,
      id: 'illegal-content.glommer',
      policy: 'illegal-content',
      wordings: ['glommer'],
      sealed: true,
    },
  ],
  guidance: new Map([...guidance('drugs', 'Drugs'), ...guidance('illegal-content', 'Illegal content')]),
};

describe('the managed policies', () => {
  it('name the terms of a sealed policy to nobody', () => {
    const shown = createPolicies(library).show('illegal-content');
    assert.equal(shown?.policy.sealed, true);
    assert.equal(shown?.policy.terms, 1);
    assert.deepEqual(shown?.terms, []);
    assert.ok(!JSON.stringify(shown).includes('glommer'));
  });

  it('show those of any other, with what they mean', () => {
    const policies = createPolicies(library);
    assert.deepEqual(
      policies.show('drugs')?.terms.map(({ example, definition }) => ({ example, definition })),
      [{ example: term.example, definition: term.definition }],
    );
    assert.equal(policies.show('gambling'), null);
    assert.equal(policies.definitionOf('drugs.flimmer'), term.definition);
    assert.equal(policies.definitionOf('drugs.gone'), null);
    assert.equal(policies.isSealed('illegal-content.glommer'), true);
  });

  it('compile to the same pack wherever and whenever they are compiled', () => {
    assert.equal(createPolicies(library).pack.sha256, createPolicies(library).pack.sha256);
  });
});
