import type { SettingOrigin, SettingSource } from '@lapwing/protocol/features/groups/api.ts';
import { PRIORITIES, type Priority } from '@lapwing/protocol/vocabulary.ts';

/** What of a group decides how strongly it holds. */
export interface OrderedGroup {
  readonly id: string;
  readonly name: string;
  readonly priority: Priority;
  /** How far down the tree: 0 at the top, -1 for Whole school, which is above everything. */
  readonly depth: number;
}

/** Names as people order them: small and capital letters alike, `Year 9` before `Year 10`. */
const byName = new Intl.Collator('en-GB', { numeric: true, sensitivity: 'base' });

/** What decided between two groups. */
export type Decision = Exclude<SettingOrigin['decidedBy'], 'only'>;

/**
 * Which of two groups holds against the other: the higher priority; at the same priority the one further down the
 * tree, which is nearer to whom it is about; then the one whose name comes first, then the one whose id does.
 *
 * @returns above 0 when the first is the stronger, and by what; 0 only for a group and itself
 */
export function compareGroups(
  one: OrderedGroup,
  other: OrderedGroup,
): { readonly order: number; readonly by: Decision } {
  const priority = PRIORITIES.indexOf(one.priority) - PRIORITIES.indexOf(other.priority);
  if (priority !== 0) return { order: priority, by: 'priority' };
  if (one.depth !== other.depth) return { order: one.depth - other.depth, by: 'nearer' };
  const name = byName.compare(other.name, one.name);
  if (name !== 0) return { order: name, by: 'name' };
  return { order: one.id === other.id ? 0 : one.id < other.id ? 1 : -1, by: 'name' };
}

/** Each group once, the weakest first. */
export function ranked<Group extends OrderedGroup>(groups: readonly Group[]): Group[] {
  const each = new Map(groups.map((group) => [group.id, group]));
  return [...each.values()].sort((a, b) => compareGroups(a, b).order);
}

/** How much of a group the reader may know: all, its name alone, or nothing. */
export type Sight = 'open' | 'name' | 'hidden';

/** In the place of the name of a group that the reader may not see. */
const NOT_YOURS = 'A group that is not yours';

/** A group as the reader may know it. */
export function sourceOf(group: OrderedGroup, sight: Sight): SettingSource {
  return {
    id: sight === 'open' ? group.id : null,
    name: sight === 'hidden' ? NOT_YOURS : group.name,
    priority: group.priority,
  };
}

/** Why something is as it is: the group that won (null: none has set it), what decided, and what it won over. */
export interface Why<Value> {
  readonly value: Value;
  readonly from: SettingSource | null;
  readonly decidedBy: SettingOrigin['decidedBy'];
  readonly overrode: ReadonlyArray<{ readonly value: Value; readonly from: SettingSource | null }>;
}

/**
 * What holds of one thing that groups can set, which group it comes from, and which it won over, the strongest of
 * those first, Lapwing's own value last.
 *
 * @param setters groups that set it, the weakest first, as {@link ranked} orders them
 * @param sight what the reader may know of a group. A hidden one that won is not named; a hidden one that lost is left
 *   out, and what decided is said of the rest: which other groups a child is in is not everybody's to know
 */
export function explainSetters<Group extends OrderedGroup, Value>(
  setters: ReadonlyArray<{ readonly group: Group; readonly value: Value }>,
  builtIn: Value,
  sight: (group: Group) => Sight,
): Why<Value> {
  const own = { value: builtIn, from: null };
  const winner = setters.at(-1);
  if (winner === undefined) return { ...own, decidedBy: 'only', overrode: [] };
  const known = setters
    .slice(0, -1)
    .toReversed()
    .filter(({ group }) => sight(group) !== 'hidden');
  const [strongest] = known;
  const told = ({ group, value }: { group: Group; value: Value }): Why<Value>['overrode'][number] => ({
    value,
    from: sourceOf(group, sight(group)),
  });
  return {
    ...told(winner),
    decidedBy: strongest === undefined ? 'only' : compareGroups(winner.group, strongest.group).by,
    overrode: [...known.map(told), own],
  };
}
