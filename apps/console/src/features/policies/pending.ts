import type { PolicyEdit } from '@lapwing/protocol/features/policies/edits.ts';
import { useSyncExternalStore } from 'react';

/** What an edit is about, in the words of the pages: for the list of what will change. */
export interface EditNames {
  readonly group?: string;
  readonly policy?: string;
  readonly term?: string;
}

/** One item that somebody means to change. Nothing of it holds before it is applied. */
export interface PendingEdit {
  readonly edit: PolicyEdit;
  /** As it stood when it was first touched; null when there was no such item. */
  readonly before: PolicyEdit['value'];
  readonly names: EditNames;
}

export interface Pending {
  /** Whose edits these are: another person who signs in at the same window finds none. */
  readonly owner: string | null;
  /** Number of the last change that was known when the first of them was made. */
  readonly base: number;
  readonly edits: readonly PendingEdit[];
  /** Whether the window lies open in which they are looked through and applied. */
  readonly reviewing: boolean;
  /** Why, as a page proposes it; what is proposed is tried at once. */
  readonly reason: string;
}

export const NOTHING_PENDING: Pending = Object.freeze({
  owner: null,
  base: 0,
  edits: Object.freeze([]),
  reviewing: false,
  reason: '',
});

/** What the edit sets or removes: two edits of the same item have the same key. */
export function keyOf(edit: PolicyEdit): string {
  switch (edit.kind) {
    case 'policy':
    case 'term':
    case 'allow':
    case 'sealed-list':
      return `${edit.kind} ${edit.id}`;
    case 'watch':
      return `watch ${edit.groupId} ${edit.policy}`;
    case 'term-watch':
      return `term-watch ${edit.groupId} ${edit.term}`;
    case 'sources':
    case 'recipients':
      return `${edit.kind} ${edit.groupId}`;
    case 'timetable':
    case 'private-sites':
    case 'library':
      return edit.kind;
  }
}

/**
 * Adds edits, each in the place of an earlier one of the same item. One that leaves its item as it was is none: who
 * switches a term off and on again has changed nothing.
 */
export function withEdits(pending: Pending, added: readonly PendingEdit[], base: number): Pending {
  const edits = new Map(pending.edits.map((one) => [keyOf(one.edit), one]));
  for (const one of added) {
    const key = keyOf(one.edit);
    const before = edits.has(key) ? (edits.get(key)?.before ?? null) : one.before;
    if (same(before, one.edit.value)) edits.delete(key);
    else edits.set(key, { ...one, before });
  }
  const left = [...edits.values()];
  return {
    ...pending,
    base: pending.edits.length === 0 ? base : pending.base,
    edits: left,
    reviewing: pending.reviewing && left.length > 0,
  };
}

/** Leaves edits out; with a policy that was only meant, what was meant for it goes too. */
export function withoutEdits(pending: Pending, keys: readonly string[]): Pending {
  const gone = new Set(keys);
  const unmade = new Set(
    pending.edits.flatMap(({ edit, before }) =>
      edit.kind === 'policy' && before === null && gone.has(keyOf(edit)) ? [edit.id] : [],
    ),
  );
  const edits = pending.edits.filter(
    ({ edit }) => !gone.has(keyOf(edit)) && !unmade.has(policyOf(edit) ?? ''),
  );
  return { ...pending, edits, reviewing: pending.reviewing && edits.length > 0 };
}

function policyOf(edit: PolicyEdit): string | null {
  if (edit.kind === 'term') return edit.value?.policy ?? null;
  return edit.kind === 'watch' ? edit.policy : null;
}

/** The edit of one item; undefined when none is meant. */
export function pendingEdit<Kind extends PolicyEdit['kind']>(
  pending: Pending,
  kind: Kind,
  fits: (edit: Extract<PolicyEdit, { kind: Kind }>) => boolean,
): Extract<PolicyEdit, { kind: Kind }> | undefined {
  for (const { edit } of pending.edits) if (isOf(edit, kind) && fits(edit)) return edit;
  return undefined;
}

function isOf<Kind extends PolicyEdit['kind']>(
  edit: PolicyEdit,
  kind: Kind,
): edit is Extract<PolicyEdit, { kind: Kind }> {
  return edit.kind === kind;
}

/** Whether two values say the same, whatever the order of their fields. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const left = new Map(Object.entries(one));
  const right = new Map(Object.entries(other));
  return left.size === right.size && [...left].every(([name, value]) => same(value, right.get(name)));
}

let state = NOTHING_PENDING;
const listeners = new Set<() => void>();

function change(next: Pending): void {
  state = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What the person has changed on the pages of policies and not applied yet; in memory only. */
export function usePendingOf(owner: string): Pending {
  const pending = useSyncExternalStore(subscribe, () => state);
  return pending.owner === owner ? pending : NOTHING_PENDING;
}

/** The same outside a page, for a command that has just changed it. */
export function pendingOf(owner: string): Pending {
  return state.owner === owner ? state : { ...NOTHING_PENDING, owner };
}

export function putEdits(owner: string, edits: readonly PendingEdit[], base: number): void {
  change({ ...withEdits(pendingOf(owner), edits, base), owner });
}

export function dropEdits(owner: string, keys: readonly string[]): void {
  change(withoutEdits(pendingOf(owner), keys));
}

export function dropAllEdits(): void {
  change(NOTHING_PENDING);
}

/** Means the same on top of what somebody else has changed meanwhile. */
export function rebaseEdits(owner: string, base: number): void {
  change({ ...pendingOf(owner), base });
}

/** @param reason why, where a page knows; then it is tried on the past at once */
export function openReview(owner: string, open: boolean, reason: string = ''): void {
  const pending = pendingOf(owner);
  change({ ...pending, reviewing: open && pending.edits.length > 0, reason });
}
