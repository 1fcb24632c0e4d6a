import type { StaffName } from '@lapwing/protocol/features/captures/api.ts';
import { useSyncExternalStore } from 'react';

const NOBODY: readonly StaffName[] = Object.freeze([]);
let looking: ReadonlyMap<string, readonly StaffName[]> = new Map();
const listeners = new Set<() => void>();

function change(next: ReadonlyMap<string, readonly StaffName[]>): void {
  looking = next;
  for (const listener of listeners) listener();
}

/** Takes in who has a capture in front of them now, as the server tells it. */
export function putLookers(captureId: string, people: readonly StaffName[]): void {
  const next = new Map(looking);
  if (people.length === 0) next.delete(captureId);
  else next.set(captureId, people);
  change(next);
}

/** Forgets all: what was told before a line was cut may not be so any more, or not one's own to know. */
export function forgetLookers(): void {
  if (looking.size > 0) change(new Map());
}

export function lookersOf(captureId: string): readonly StaffName[] {
  return looking.get(captureId) ?? NOBODY;
}

/** Everybody who has the capture in front of them, oneself among them. */
export function useLookersOf(captureId: string): readonly StaffName[] {
  return useSyncExternalStore(subscribe, () => lookersOf(captureId));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
