import type { Group } from '@lapwing/protocol/features/groups/api.ts';

export interface GroupRow {
  readonly group: Group;
  /** 0 for a group on its own. */
  readonly depth: number;
}

const byName = new Intl.Collator('en-GB', { numeric: true });

/**
 * The groups of one kind in the order of a tree, children after their parent, each level by name. A group whose parent
 * is not visible, or that is its own ancestor, stands on its own: none is lost.
 */
export function groupRows(groups: readonly Group[], kind: Group['kind']): GroupRow[] {
  const wanted = groups
    .filter((group) => group.kind === kind)
    .toSorted((one, other) => byName.compare(one.name, other.name));
  const ids = new Set(wanted.map((group) => group.id));
  const rows: GroupRow[] = [];
  const placed = new Set<string>();

  function place(group: Group, depth: number): void {
    if (placed.has(group.id)) return;
    placed.add(group.id);
    rows.push({ group, depth });
    for (const child of wanted) if (child.parentId === group.id) place(child, depth + 1);
  }

  for (const group of wanted) if (group.parentId === null || !ids.has(group.parentId)) place(group, 0);
  for (const group of wanted) place(group, 0);
  return rows;
}
