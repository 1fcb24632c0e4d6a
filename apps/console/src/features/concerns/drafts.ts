import { useCallback, useSyncExternalStore } from 'react';

/** What somebody is writing in one form, field by field. */
export type Fields = Readonly<Record<string, string>>;

const EMPTY: Fields = Object.freeze({});
let drafts: ReadonlyMap<string, Fields> = new Map();
const listeners = new Set<() => void>();

function change(next: ReadonlyMap<string, Fields>): void {
  drafts = next;
  for (const listener of listeners) listener();
}
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function draftOf(key: string): Fields {
  return drafts.get(key) ?? EMPTY;
}
export function putDraft(key: string, fields: Fields): void {
  change(new Map([...drafts, [key, { ...draftOf(key), ...fields }]]));
}
export function dropDraft(key: string): void {
  change(new Map([...drafts].filter(([other]) => other !== key)));
}

/** Whether a form whose key begins so holds words that would be lost. */
export function holdsWords(prefix: string): boolean {
  return [...drafts].some(
    ([key, fields]) => key.startsWith(prefix) && Object.values(fields).some((value) => value.trim() !== ''),
  );
}

export interface Draft {
  readonly fields: Fields;
  /** What stands in the field, or what it begins with. */
  get: (name: string, first?: string) => string;
  put: (fields: Fields) => void;
  drop: () => void;
}

/**
 * What is being written in one form, kept while its writer looks elsewhere; in memory only. Keys begin with the account,
 * so that nobody else who signs in at this window reads it.
 */
export function useDraft(key: string): Draft {
  const fields = useSyncExternalStore(subscribe, () => draftOf(key));
  return {
    fields,
    get: (name, first = '') => fields[name] ?? first,
    put: useCallback((more) => putDraft(key, more), [key]),
    drop: useCallback(() => dropDraft(key), [key]),
  };
}

/** Whether something of these forms would be lost with the window. */
export function useHoldsWords(prefix: string): boolean {
  return useSyncExternalStore(subscribe, () => holdsWords(prefix));
}
