import {
  Allowance,
  LibraryChoice,
  OwnPolicy,
  OwnTerm,
  PrivateSites,
  Recipients,
  SealedList,
  SourcesSetting,
  TermWatch,
  Timetable,
  Watch,
  type PolicyEdit,
  type PolicyEditKind,
} from '@lapwing/protocol/features/policies/edits.ts';
import type { PolicyId, TermId } from '@lapwing/protocol/features/policies/rules.ts';

/** One thing that a school has decided: an edit with a value. */
export type PolicyItem = { [Kind in PolicyEditKind]: ItemOf<Kind> }[PolicyEditKind];
type ItemOf<Kind extends PolicyEditKind> =
  Extract<PolicyEdit, { kind: Kind }> extends infer Edit
    ? Edit extends { value: infer Value }
      ? Omit<Edit, 'value'> & { kind: Kind; value: NonNullable<Value> }
      : never
    : never;
export type ItemValue = PolicyItem['value'];

/** All that a school has decided, by what it is about. */
export interface PolicyConfig {
  readonly policies: ReadonlyMap<string, OwnPolicy>;
  readonly terms: ReadonlyMap<TermId, OwnTerm>;
  /** By group, then by policy. */
  readonly watches: ReadonlyMap<string, ReadonlyMap<PolicyId, Watch>>;
  /** By group, then by term. */
  readonly termWatches: ReadonlyMap<string, ReadonlyMap<TermId, TermWatch>>;
  readonly sources: ReadonlyMap<string, SourcesSetting>;
  readonly allowances: ReadonlyMap<string, Allowance>;
  readonly recipients: ReadonlyMap<string, Recipients>;
  readonly timetable: Timetable | null;
  readonly privateHosts: readonly string[] | null;
  readonly privateApplications: readonly string[];
  /** Version of the library; null for the newest that came with Lapwing. */
  readonly library: string | null;
  readonly sealedLists: ReadonlyMap<string, SealedList>;
}

/** What an item is about, as its key in the database. */
export function itemId(edit: PolicyEdit | PolicyItem): string {
  switch (edit.kind) {
    case 'policy':
    case 'term':
    case 'allow':
    case 'sealed-list':
      return edit.id;
    case 'watch':
      return `${edit.groupId}/${edit.policy}`;
    case 'term-watch':
      return `${edit.groupId}/${edit.term}`;
    case 'sources':
    case 'recipients':
      return edit.groupId;
    case 'timetable':
    case 'private-sites':
    case 'library':
      return 'school';
  }
}

/** Names an item among all of a school. */
export function itemKey(edit: PolicyEdit | PolicyItem): string {
  return `${edit.kind} ${itemId(edit)}`;
}

/** The group that an item is set for; null for one of the whole school's. What a group sets goes with the group. */
export function groupOf(edit: PolicyEdit | PolicyItem): string | null {
  if (edit.kind === 'allow') return edit.value?.groupId ?? null;
  return 'groupId' in edit ? edit.groupId : null;
}

const VALUES = Object.freeze({
  policy: OwnPolicy,
  term: OwnTerm,
  watch: Watch,
  'term-watch': TermWatch,
  sources: SourcesSetting,
  allow: Allowance,
  recipients: Recipients,
  timetable: Timetable,
  'private-sites': PrivateSites,
  library: LibraryChoice,
  'sealed-list': SealedList,
});

/** An item as the database has it, parsed; null when it is none that this version knows. */
export function parseItem(kind: string, id: string, value: unknown): PolicyItem | null {
  if (!isKind(kind)) return null;
  const parsed = VALUES[kind].safeParse(value);
  if (!parsed.success) return null;
  const slash = id.indexOf('/');
  const [group, rest] = [id.slice(0, slash), id.slice(slash + 1)];
  const about =
    kind === 'watch'
      ? { groupId: group, policy: rest }
      : kind === 'term-watch'
        ? { groupId: group, term: rest }
        : kind === 'sources' || kind === 'recipients'
          ? { groupId: id }
          : kind === 'timetable' || kind === 'private-sites' || kind === 'library'
            ? {}
            : { id };
  // The value was parsed by the schema of the very kind, and the id was made of these by `itemId`.
  return { kind, ...about, value: parsed.data } as unknown as PolicyItem;
}

function isKind(kind: string): kind is PolicyEditKind {
  return Object.hasOwn(VALUES, kind);
}

/** The items as the whole that they make. */
export function configOf(items: Iterable<PolicyItem>): PolicyConfig {
  const config = {
    policies: new Map<string, OwnPolicy>(),
    terms: new Map<TermId, OwnTerm>(),
    watches: new Map<string, Map<PolicyId, Watch>>(),
    termWatches: new Map<string, Map<TermId, TermWatch>>(),
    sources: new Map<string, SourcesSetting>(),
    allowances: new Map<string, Allowance>(),
    recipients: new Map<string, Recipients>(),
    timetable: null as Timetable | null,
    privateHosts: null as readonly string[] | null,
    privateApplications: [] as readonly string[],
    library: null as string | null,
    sealedLists: new Map<string, SealedList>(),
  };
  for (const item of items) {
    switch (item.kind) {
      case 'policy':
        config.policies.set(item.id, item.value);
        break;
      case 'term':
        config.terms.set(item.id, item.value);
        break;
      case 'watch':
        within(config.watches, item.groupId).set(item.policy, item.value);
        break;
      case 'term-watch':
        within(config.termWatches, item.groupId).set(item.term, item.value);
        break;
      case 'sources':
        config.sources.set(item.groupId, item.value);
        break;
      case 'allow':
        config.allowances.set(item.id, item.value);
        break;
      case 'recipients':
        config.recipients.set(item.groupId, item.value);
        break;
      case 'timetable':
        config.timetable = item.value;
        break;
      case 'private-sites':
        config.privateHosts = item.value.hosts;
        config.privateApplications = item.value.applications ?? [];
        break;
      case 'library':
        config.library = item.value.version;
        break;
      case 'sealed-list':
        config.sealedLists.set(item.id, item.value);
        break;
    }
  }
  return config;
}

function within<Value>(all: Map<string, Map<string, Value>>, group: string): Map<string, Value> {
  const known = all.get(group) ?? new Map<string, Value>();
  all.set(group, known);
  return known;
}

/** All items of a school by their keys. */
export type Items = ReadonlyMap<string, PolicyItem>;

export function itemsByKey(items: Iterable<PolicyItem>): Map<string, PolicyItem> {
  return new Map(Array.from(items, (item) => [itemKey(item), item]));
}

/** The items as they are after some edits; the later of two edits of one item holds. */
export function settle(items: Items, edits: Iterable<PolicyEdit>): Items {
  const after = new Map(items);
  for (const edit of edits) {
    const item = itemOf(edit);
    if (item === null) after.delete(itemKey(edit));
    else after.set(itemKey(edit), item);
  }
  return after;
}

/** What an edit leaves behind: null when it removes. */
export function itemOf(edit: PolicyEdit): PolicyItem | null {
  // An edit whose value is not null is an item; the union cannot be narrowed by a property that all its members share.
  return edit.value === null ? null : (edit as PolicyItem);
}

/** The edit that gives the item of another edit this value. */
export function editWith(edit: PolicyEdit, value: ItemValue | null): PolicyEdit {
  // The value is one that the same item had, so it is of the kind.
  return { ...edit, value } as unknown as PolicyEdit;
}

/** Equal values have equal texts, in whatever order their keys came. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : part,
  );
}
