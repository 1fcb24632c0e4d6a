import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { countMembers, treeOf, type Step, type TreeNode } from './count-members.ts';

/** A forest: each group stands at the top or below one made before it. */
const forest = fc.array(fc.nat(), { minLength: 1, maxLength: 20 }).map((picks) =>
  picks.map((pick, at): TreeNode => ({
    id: `g${at}`,
    parentId: pick % (at + 1) === at ? null : `g${pick % (at + 1)}`,
  })),
);
const memberships = fc.array(fc.tuple(fc.nat({ max: 8 }), fc.nat({ max: 19 })), { maxLength: 60 });

/** As the database does: each member's memberships in the order of the tree, each with the one before it. */
function stepsOf(places: ReadonlyMap<number, readonly number[]>): Step[] {
  return [...places.values()].flatMap((of) =>
    of
      .toSorted((a, b) => a - b)
      .map((at, index, all): Step => ({ at, before: all[index - 1] ?? null, members: 1 })),
  );
}

describe('members of groups with those of the groups below', () => {
  it('are counted once each, however many groups they are in', () => {
    fc.assert(
      fc.property(forest, memberships, (nodes, given) => {
        const tree = treeOf(nodes);
        const places = new Map<number, number[]>();
        const sets = nodes.map(() => new Set<number>());
        const parentOf = new Map(nodes.map((node) => [node.id, node.parentId]));
        for (const [member, at] of given) {
          const node = nodes[at % nodes.length];
          if (node === undefined) continue;
          places.set(member, [...(places.get(member) ?? []), tree.order.indexOf(node.id)]);
          for (let id: string | null = node.id; id !== null; id = parentOf.get(id) ?? null) {
            sets[nodes.findIndex((each) => each.id === id)]?.add(member);
          }
        }
        const counts = countMembers(tree, stepsOf(places));
        assert.deepEqual(
          nodes.map((node) => counts[tree.order.indexOf(node.id)]),
          sets.map((set) => set.size),
        );
      }),
    );
  });

  it('are in an order where each group is followed by all below it', () => {
    const { order, parents, depths } = treeOf([
      { id: 'a', parentId: null },
      { id: 'b', parentId: 'elsewhere' },
      { id: 'aa', parentId: 'a' },
      { id: 'aaa', parentId: 'aa' },
      { id: 'ab', parentId: 'a' },
    ]);
    assert.deepEqual(order, ['a', 'aa', 'aaa', 'ab', 'b']);
    assert.deepEqual(parents, [-1, 0, 1, 0, -1]);
    assert.deepEqual(depths, [0, 1, 2, 1, 0]);
  });

  it('do not run for ever over groups in a circle, which cannot be', () => {
    const circle = [
      { id: 'a', parentId: 'b' },
      { id: 'b', parentId: 'a' },
    ];
    assert.deepEqual(treeOf(circle).order, []);
  });
});
