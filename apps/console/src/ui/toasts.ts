import { useSyncExternalStore } from 'react';

export interface ToastInput {
  text: string;
  /** `stop` stays until it is put away and is read out at once; the others go by themselves. */
  tone?: 'plain' | 'good' | 'stop';
  /** One thing to do about it, for example undo. It must be possible elsewhere too: a toast goes. */
  action?: { label: string; onPress: () => void };
  /** A toast with the same key takes the place of the one before, instead of standing below it. */
  key?: string;
}

export interface Toast extends ToastInput {
  readonly id: number;
}

/** At most so many at once: the oldest that is no trouble gives way. */
const MOST = 4;
let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

/** Says what has happened, at the foot of the page, without taking the focus. Returns the id to put it away by. */
export function showToast(input: ToastInput): number {
  lastId += 1;
  const toast: Toast = { ...input, id: lastId };
  const others = input.key === undefined ? toasts : toasts.filter((one) => one.key !== input.key);
  const full = [...others, toast];
  const spare = full.length > MOST ? (full.find((one) => one.tone !== 'stop') ?? full[0]) : undefined;
  change(full.filter((one) => one !== spare));
  return toast.id;
}

/** Puts a toast away; one that is gone already is none. */
export function dismissToast(id: number): void {
  change(toasts.filter((one) => one.id !== id));
}

/** Puts all away, for example on signing out: what they say is somebody's. */
export function clearToasts(): void {
  change([]);
}

/** What stands there now, oldest first. */
export function currentToasts(): readonly Toast[] {
  return toasts;
}

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(subscribe, currentToasts);
}

/** How long it stays, in milliseconds; null until it is put away. Longer texts and those with something to do stay longer. */
export function staysFor(toast: ToastInput): number | null {
  if (toast.tone === 'stop') return null;
  if (toast.action !== undefined) return 20_000;
  return Math.min(15_000, 5_000 + toast.text.length * 50);
}

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
