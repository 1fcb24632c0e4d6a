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
  const below = childrenOf(wanted);
  const rows: GroupRow[] = [];
  const placed = new Set<string>();

  function place(group: Group, depth: number): void {
    if (placed.has(group.id)) return;
    placed.add(group.id);
    rows.push({ group, depth });
    for (const child of below.get(group.id) ?? []) place(child, depth + 1);
  }

  for (const group of wanted) if (group.parentId === null || !ids.has(group.parentId)) place(group, 0);
  for (const group of wanted) place(group, 0);
  return rows;
}

/** All groups as the table shows them: the whole school, rooms, people, one's own, and the restrictions at the end. */
export function allRows(groups: readonly Group[]): GroupRow[] {
  const shared = groups.filter((group) => group.builtIn === null && !group.personal);
  const own = groups.filter((group) => group.personal);
  const builtIn = (whole: boolean): GroupRow[] =>
    groupRows(
      groups.filter((group) => group.builtIn !== null && (group.builtIn === 'whole-school') === whole),
      'people',
    );
  return [
    ...builtIn(true),
    ...groupRows(shared, 'devices'),
    ...groupRows(shared, 'people'),
    ...groupRows(own, 'devices'),
    ...groupRows(own, 'people'),
    ...builtIn(false),
  ];
}

/** The groups without this one and all that are within it: where it can be put. */
export function withoutBelow(groups: readonly Group[], id: string): Group[] {
  const below = childrenOf(groups);
  const gone = new Set<string>();
  const waiting = [id];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (gone.has(next)) continue;
    gone.add(next);
    waiting.push(...(below.get(next) ?? []).map((group) => group.id));
  }
  return groups.filter((group) => !gone.has(group.id));
}

/** Rows of a tree for a drop-down: the name, and what it is in for those of the same name. */
export function parentOptions(
  rows: readonly GroupRow[],
): Array<{ key: string; label: string; hint?: string }> {
  const names = new Map(rows.map(({ group }) => [group.id, group.name]));
  return rows.map(({ group }) => {
    const above = group.parentId === null ? undefined : names.get(group.parentId);
    return { key: group.id, label: group.name, ...(above === undefined ? {} : { hint: `in ${above}` }) };
  });
}

function childrenOf(groups: readonly Group[]): ReadonlyMap<string, readonly Group[]> {
  const children = new Map<string, Group[]>();
  for (const group of groups) {
    if (group.parentId === null) continue;
    const beside = children.get(group.parentId);
    if (beside === undefined) children.set(group.parentId, [group]);
    else beside.push(group);
  }
  return children;
}
