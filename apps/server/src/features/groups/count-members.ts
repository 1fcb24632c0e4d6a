/** A group in a tree, for counting; `parentId` null, or of a group that is not there, makes it a root. */
export interface TreeNode {
  readonly id: string;
  readonly parentId: string | null;
}

export interface Tree {
  /** Ids so that every group is followed by all below it. */
  readonly order: readonly string[];
  /** By the place in the order: the place of the parent, or -1. */
  readonly parents: readonly number[];
  /** By the place in the order: 0 for a root. */
  readonly depths: readonly number[];
}

/** The groups in an order in which each is followed by all below it. A group in a circle, which cannot be, is left out. */
export function treeOf(nodes: readonly TreeNode[]): Tree {
  const known = new Set(nodes.map((node) => node.id));
  const children = new Map<string | null, TreeNode[]>();
  for (const node of nodes) {
    const parent = node.parentId !== null && known.has(node.parentId) ? node.parentId : null;
    const beside = children.get(parent);
    if (beside === undefined) children.set(parent, [node]);
    else beside.push(node);
  }
  const order: string[] = [];
  const parents: number[] = [];
  const depths: number[] = [];
  const waiting: Array<[TreeNode, number, number]> = [];
  const push = (of: string | null, parent: number, depth: number): void => {
    for (const child of (children.get(of) ?? []).toReversed()) waiting.push([child, parent, depth]);
  };
  push(null, -1, 0);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [node, parent, depth] = next;
    const place = order.push(node.id) - 1;
    parents.push(parent);
    depths.push(depth);
    push(node.id, place, depth + 1);
  }
  return { order, parents, depths };
}

/** So many members have a membership at this place of the order, and their one before it at the other. */
export interface Step {
  readonly at: number;
  /** Null where it is the member's first. */
  readonly before: number | null;
  readonly members: number;
}

/**
 * How many members each group and those below it have together, each member once, by the place in the order.
 *
 * Each membership counts one for its group and for all above. Of a member with several, taken in the order of the tree,
 * each pair of neighbours has counted twice from the lowest group above both upwards: one is taken off there. So the
 * work grows with the memberships and not with the memberships of every group above them.
 */
export function countMembers(tree: Tree, steps: readonly Step[]): number[] {
  const counts = Array.from(tree.order, () => 0);
  const add = (place: number, by: number): void => {
    counts[place] = (counts[place] ?? 0) + by;
  };
  for (const { at, before, members } of steps) {
    add(at, members);
    const both = before === null ? -1 : lowestAbove(tree, at, before);
    if (both !== -1) add(both, -members);
  }
  // Those below come later in the order, so that each is whole when it is added to its parent.
  for (let place = counts.length - 1; place >= 0; place -= 1) {
    const parent = tree.parents[place] ?? -1;
    if (parent !== -1) add(parent, counts[place] ?? 0);
  }
  return counts;
}

/** The lowest place that is both or above both; -1 where the two have none in common. */
function lowestAbove({ parents, depths }: Tree, one: number, other: number): number {
  let [a, b] = [one, other];
  while (a !== b) {
    if (a === -1 || b === -1) return -1;
    if ((depths[a] ?? 0) >= (depths[b] ?? 0)) a = parents[a] ?? -1;
    else b = parents[b] ?? -1;
  }
  return a;
}
