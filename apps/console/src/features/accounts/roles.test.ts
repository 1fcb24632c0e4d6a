import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CAPABILITIES, type Capability } from '@lapwing/protocol/capabilities.ts';
import { CAPABILITY_WORDS } from '@lapwing/protocol/permission-words.ts';
import { assert as assertProperty, array, boolean, constantFrom, property, tuple } from 'fast-check';
import { differences, rightsByFeature, withoutRight, withRight } from './roles.ts';

const steps = array(tuple(boolean(), constantFrom(...CAPABILITIES)), { maxLength: 20 });

test('whatever is ticked and unticked, no right is left without those that it needs', () => {
  assertProperty(
    property(steps, (taken) => {
      let rights: Capability[] = [];
      for (const [on, right] of taken) {
        rights = on ? withRight(rights, right) : withoutRight(rights, right);
        assert.equal(rights.includes(right), on);
      }
      for (const right of rights)
        for (const need of CAPABILITY_WORDS[right].needs)
          assert.ok(rights.includes(need), `${right}: ${need}`);
    }),
  );
});

test('every right stands in the matrix once, looking before doing', () => {
  const all = rightsByFeature().flatMap(({ rights }) => rights);
  assert.deepEqual([...all].sort(), [...CAPABILITIES].sort());
  assert.ok(all.indexOf('captures.view') < all.indexOf('captures.export'));
});

test('the differences from the template are those of rights and of reach', () => {
  const template = { scope: 'groups', capabilities: ['captures.view', 'captures.triage'] } as const;
  assert.deepEqual(
    differences(
      { scope: 'groups', capabilities: ['captures.view', 'people.view'] },
      {
        scope: template.scope,
        capabilities: [...template.capabilities],
      },
    ),
    { added: ['people.view'], removed: ['captures.triage'], scope: false },
  );
});
