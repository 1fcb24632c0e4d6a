import type { Group } from '@lapwing/protocol/features/groups/api.ts';

/** The parts of the left side, in the order in which they stand there. */
export const NAV_SECTIONS = ['school', 'devices', 'people', 'mine', 'in-force'] as const;
export type NavSection = (typeof NAV_SECTIONS)[number];

/** One line at the left: the heading of a section, or a group. */
export type NavRow =
  | { readonly kind: 'section'; readonly key: NavSection; readonly open: boolean }
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly group: Group;
      readonly section: NavSection;
      /** 0 for a group at the top of its section. */
      readonly depth: number;
      /** Null where nothing is inside. */
      readonly open: boolean | null;
    };

const byName = new Intl.Collator('en-GB', { numeric: true });

/** Where a group stands. */
export function sectionOf(group: Group): NavSection {
  if (group.builtIn === 'whole-school') return 'school';
  if (group.builtIn !== null) return 'in-force';
  return group.personal ? 'mine' : group.kind;
}

export interface NavGiven {
  readonly groups: readonly Group[];
  /** Groups that are open, so that those inside them show. */
  readonly opened: ReadonlySet<string>;
  readonly closedSections: ReadonlySet<NavSection>;
  /** What is typed in the filter; then every group that fits shows, with those around it. */
  readonly words: string;
}

/**
 * The lines that show, top to bottom; what is inside a closed group is not among them. A group whose parent is not
 * visible, or that is its own ancestor, stands at the top: none is lost.
 */
export function navRows(given: NavGiven): NavRow[] {
  const sections = new Map<NavSection, Group[]>(NAV_SECTIONS.map((key) => [key, []]));
  for (const group of given.groups) sections.get(sectionOf(group))?.push(group);
  const words = fold(given.words.trim());
  return NAV_SECTIONS.flatMap((key) => sectionRows(key, sections.get(key) ?? [], given, words));
}

function sectionRows(key: NavSection, groups: readonly Group[], given: NavGiven, words: string): NavRow[] {
  const shown = words === '' ? null : fitting(groups, words);
  const sorted = groups
    .filter((group) => shown === null || shown.has(group.id))
    .toSorted((one, other) => byName.compare(one.name, other.name));
  if (sorted.length === 0) return [];
  const ids = new Set(sorted.map(({ id }) => id));
  const children = new Map<string, Group[]>();
  for (const group of sorted) {
    if (group.parentId === null || !ids.has(group.parentId)) continue;
    children.set(group.parentId, [...(children.get(group.parentId) ?? []), group]);
  }
  const rows: NavRow[] = [];
  const placed = new Set<string>();

  function place(group: Group, depth: number, visible: boolean): void {
    if (placed.has(group.id)) return;
    placed.add(group.id);
    const inside = children.get(group.id) ?? [];
    const open = inside.length === 0 ? null : words !== '' || given.opened.has(group.id);
    if (visible) rows.push({ kind: 'group', key: group.id, group, section: key, depth, open });
    for (const child of inside) place(child, depth + 1, visible && open === true);
  }

  for (const group of sorted) if (group.parentId === null || !ids.has(group.parentId)) place(group, 0, true);
  for (const group of sorted) place(group, 0, true);
  // The whole school is one line and needs no heading.
  if (key === 'school') return rows;
  const open = words !== '' || !given.closedSections.has(key);
  return [{ kind: 'section', key, open }, ...(open ? rows : [])];
}

/** Ids of the groups that fit and of all that they are in. */
function fitting(groups: readonly Group[], words: string): Set<string> {
  const byId = new Map(groups.map((group) => [group.id, group]));
  const shown = new Set<string>();
  for (const group of groups) {
    if (!fold(group.name).includes(words)) continue;
    let up: Group | undefined = group;
    while (up !== undefined && !shown.has(up.id)) {
      shown.add(up.id);
      up = up.parentId === null ? undefined : byId.get(up.parentId);
    }
  }
  return shown;
}

/** Ids of the groups that this one is in, from the nearest up. */
export function ancestorsOf(groups: readonly Group[], id: string): string[] {
  const byId = new Map(groups.map((group) => [group.id, group]));
  const found: string[] = [];
  let up = byId.get(id)?.parentId ?? null;
  while (up !== null && byId.has(up) && !found.includes(up)) {
    found.push(up);
    up = byId.get(up)?.parentId ?? null;
  }
  return found;
}

export type NavMove = 'up' | 'down' | 'first' | 'last' | 'out' | 'in';

/** What an arrow key does at a line (WAI-ARIA tree pattern): another line, or opening and closing this one. */
export function navMove(
  rows: readonly NavRow[],
  key: string,
  move: NavMove,
): { focus: string } | { open: boolean } | null {
  const at = rows.findIndex((row) => row.key === key);
  const row = rows[at];
  const focusAt = (index: number): { focus: string } | null => {
    const to = rows[index];
    return to === undefined || index === at ? null : { focus: to.key };
  };
  if (row === undefined) return focusAt(0);
  switch (move) {
    case 'up':
      return focusAt(Math.max(0, at - 1));
    case 'down':
      return focusAt(Math.min(rows.length - 1, at + 1));
    case 'first':
      return focusAt(0);
    case 'last':
      return focusAt(rows.length - 1);
    case 'in':
      if (row.open === false) return { open: true };
      return row.open === true ? focusAt(at + 1) : null;
    case 'out': {
      if (row.open === true) return { open: false };
      const above = rows.slice(0, at).findLastIndex((one) => levelOf(one) < levelOf(row));
      return above === -1 ? null : focusAt(above);
    }
  }
}

/** 1 for the heading of a section and for what has none above it. */
export function levelOf(row: NavRow): number {
  if (row.kind === 'section') return 1;
  return row.section === 'school' ? 1 : row.depth + 2;
}

function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
