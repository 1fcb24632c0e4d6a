import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CAPABILITIES, type Capability } from '@lapwing/protocol/capabilities.ts';
import { CAPABILITY_WORDS } from '@lapwing/protocol/permission-words.ts';
import {
  array,
  assert as assertProperty,
  constant,
  constantFrom,
  property,
  record,
  subarray,
} from 'fast-check';
import {
  accountByName,
  grantsWhileActing,
  isJudged,
  isLeftOut,
  nameWhileActing,
  ownNameOf,
  sittingOf,
  unshown,
} from './acting.ts';
import { type ActingAs, reachOfGrants } from './actor.ts';
import { grantOn, grantsOf, type Grant } from './roles.ts';

/** Year 8 with its forms, one of them with a set of its own, and a room. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  year8: ['8A', '8B', '8B maths'],
  '8A': [],
  '8B': ['8B maths'],
  '8B maths': [],
  room: [],
};
const GROUPS = Object.keys(BELOW);
const withBelow = (ids: readonly string[]): string[] => [
  ...new Set(ids.flatMap((id) => [id, ...(BELOW[id] ?? [])])),
];

const someGrants = array(
  record({
    scope: constantFrom('school' as const, 'groups' as const),
    // All of them now and then: that two meet at one is rare otherwise.
    capabilities: subarray([...CAPABILITIES], { minLength: 1 }),
    groupIds: subarray(GROUPS),
  }),
  { maxLength: 3 },
).map((all) => all.map((one) => grantOn(one, withBelow(one.groupIds))));

/** Whether somebody with these grants reaches a pupil who is in these groups. */
function reaches(grants: readonly Grant[], capability: Capability, pupilIn: readonly string[]): boolean {
  const reach = reachOfGrants(grants, capability);
  if (reach === null) return false;
  return reach.kind === 'school' || pupilIn.some((id) => reach.groupIds.includes(id));
}
function said(grants: readonly Grant[], capability: Capability): unknown {
  const reach = reachOfGrants(grants, capability);
  return reach?.kind === 'groups' ? reach.groupIds.toSorted() : reach;
}

describe('looking with another’s rights', () => {
  test('reaches nobody whom either does not reach, with any capability, subgroups included', () => {
    assertProperty(
      property(someGrants, someGrants, subarray(GROUPS), (own, theirs, pupilIn) => {
        const acting = grantsWhileActing(own, theirs);
        for (const capability of CAPABILITIES) {
          if (reachOfGrants(acting, capability) !== null) {
            assert.notEqual(reachOfGrants(own, capability), null, capability);
            assert.notEqual(reachOfGrants(theirs, capability), null, capability);
          }
          if (!reaches(acting, capability, pupilIn)) continue;
          assert.ok(reaches(own, capability, pupilIn), `${capability}: not the actor's`);
          assert.ok(reaches(theirs, capability, pupilIn), `${capability}: not the other's`);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('is what the other reaches where the actor holds it for the whole school, and the other way round', () => {
    const everything = constant(grantOn({ scope: 'school', capabilities: CAPABILITIES }, []));
    assertProperty(
      property(everything, someGrants, (all, theirs) => {
        for (const acting of [grantsWhileActing([all], theirs), grantsWhileActing(theirs, [all])]) {
          for (const capability of CAPABILITIES) {
            assert.deepEqual(
              said(acting, capability),
              isLeftOut(capability) ? null : said(theirs, capability),
              capability,
            );
          }
        }
      }),
    );
  });

  test('comes to the same whoever of the two acts, and acting twice adds nothing', () => {
    assertProperty(
      property(someGrants, someGrants, (one, other) => {
        const acting = grantsWhileActing(one, other);
        for (const capability of CAPABILITIES) {
          if (reachOfGrants(one, capability)?.kind === reachOfGrants(other, capability)?.kind) continue;
          assert.deepEqual(said(grantsWhileActing(other, one), capability), said(acting, capability));
        }
        for (const capability of CAPABILITIES)
          assert.deepEqual(said(grantsWhileActing(acting, acting), capability), said(acting, capability));
      }),
    );
  });

  test('says of each capability of the other whether it is shown, in part or not', () => {
    assertProperty(
      property(someGrants, someGrants, (own, theirs) => {
        const acting = grantsWhileActing(own, theirs);
        const { notShown, partlyShown } = unshown(acting, theirs);
        for (const capability of CAPABILITIES) {
          const held = reachOfGrants(theirs, capability) !== null;
          assert.equal(notShown.includes(capability), held && reachOfGrants(acting, capability) === null);
          if (partlyShown.includes(capability))
            assert.notDeepEqual(said(acting, capability), said(theirs, capability));
          else if (held && !notShown.includes(capability))
            assert.deepEqual(said(acting, capability), said(theirs, capability));
        }
      }),
    );
  });

  test('somebody has judged each capability, and none that is kept needs one that is left out', () => {
    for (const capability of CAPABILITIES) {
      assert.ok(isJudged(capability), `${capability}: decide in permissions/acting.ts whether it is kept`);
      if (isLeftOut(capability)) continue;
      for (const need of CAPABILITY_WORDS[capability].needs)
        assert.ok(!isLeftOut(need), `${capability} is kept and needs ${need}, which is left out`);
    }
    for (const capability of ['accounts.manage', 'accounts.act-as', 'evidence.sealed'] as const)
      assert.ok(isLeftOut(capability), capability);
  });

  test('an administrator as a teacher sees the groups of the teacher, and no capture', () => {
    const acting = grantsWhileActing(grantsOf(['administrator']), grantsOf(['teacher'], ['8B', '8B maths']));
    assert.equal(reachOfGrants(acting, 'captures.view'), null);
    assert.deepEqual(reachOfGrants(acting, 'people.view'), { kind: 'groups', groupIds: ['8B', '8B maths'] });
    assert.equal(nameWhileActing('Nina Network', 'Tom Teacher'), 'Nina Network, acting as Tom Teacher');
  });

  test('who has no group in common with the other is shown nothing; who has none yet, an empty page', () => {
    const teachers = grantsWhileActing(grantsOf(['teacher'], ['8A']), grantsOf(['teacher'], ['8B']));
    assert.deepEqual(teachers, []);
    const [fresh] = grantsWhileActing(grantsOf(['dsl']), grantsOf(['teacher']));
    assert.deepEqual([fresh?.scope, fresh?.groupIds], ['groups', []]);
  });

  test('has a name, a sitting and things of its own that are not the actor’s', () => {
    const own = { accountId: 'nina', name: 'Nina Network', sessionId: 's' };
    const actingAs: ActingAs = {
      id: 'row',
      target: { id: 'tom', name: 'Tom Teacher' },
      ownName: own.name,
      endsAt: 0,
      withheld: [],
      notShown: [],
      partlyShown: [],
    };
    const acting = { ...own, name: nameWhileActing(own.name, 'Tom Teacher'), actingAs };
    assert.deepEqual([ownNameOf(own), accountByName(own)], ['Nina Network', 'nina']);
    assert.deepEqual([ownNameOf(acting), accountByName(acting)], ['Nina Network', '']);
    assert.notEqual(sittingOf(own), sittingOf(acting));
  });
});
