import {
  changePreferences as savePreferences,
  MAX_GROUPS_EXPANDED,
  type Preferences,
  showPreferences,
} from '@lapwing/protocol/features/accounts/preferences.api.ts';
import { useSyncExternalStore } from 'react';
import { call } from './api/client.ts';
import { type AllPreferences, createPreferenceStore, type PreferenceKey } from './preference-store.ts';

const KEY = 'lapwing.preferences';
/** A slider is let go of before its value is sent. */
const SAVE_AFTER_MS = 400;
const RETRY_MS: readonly number[] = [2_000, 5_000, 15_000, 60_000];
/** Coming back to the window asks the server again, but not more often than this. */
const ASK_EVERY_MS = 30_000;

const listeners = new Set<() => void>();
/** Kept only for this visit where the browser keeps nothing. */
let memory: string | null = null;

const store = createPreferenceStore({
  read() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return memory;
    }
  },
  write(text) {
    memory = text;
    try {
      localStorage.setItem(KEY, text);
    } catch {
      // A browser that keeps nothing still gets the choice for this visit, and the server keeps it.
    }
  },
  announce() {
    show();
    for (const listener of listeners) listener();
  },
});

let account: string | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let failures = 0;
let saving = false;
let askedAt = 0;

/** Puts on what this browser keeps, before the first paint; called once at the start. */
export function startPreferences(): void {
  show();
  window.addEventListener('storage', (event) => {
    if (event.key === KEY) store.reread();
  });
  window.addEventListener('online', () => again(0));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible') return;
    again(0);
    if (Date.now() - askedAt > ASK_EVERY_MS) void ask();
  });
}

/** Signed in: fetches the account's preferences and saves what was left unsaved. Null when nobody is. */
export function connectPreferences(signedInAs: string | null): void {
  if (signedInAs === account) return;
  account = signedInAs;
  if (account === null) return;
  store.use(account);
  void ask();
  again(0);
}

/** One preference of the person, as chosen or as it is for everybody. */
export function usePreference<Key extends PreferenceKey>(key: Key): AllPreferences[Key] {
  return useSyncExternalStore(subscribe, () => store.current()[key]);
}

export function usePreferences(): AllPreferences {
  return useSyncExternalStore(subscribe, () => store.current());
}

/** Holds at once in every window of this browser, and is saved with the account as soon as the server can be reached. */
export function changePreferences(change: Preferences): void {
  const { groupsExpanded } = change;
  const cut =
    groupsExpanded === undefined ? {} : { groupsExpanded: groupsExpanded.slice(-MAX_GROUPS_EXPANDED) };
  store.change({ ...change, ...cut });
  failures = 0;
  again(SAVE_AFTER_MS);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function again(afterMs: number): void {
  clearTimeout(timer);
  if (account !== null && store.pending() !== null) timer = setTimeout(() => void save(), afterMs);
}

async function save(): Promise<void> {
  const sent = store.pending();
  const mine = account;
  if (sent === null || mine === null || saving) return;
  saving = true;
  const outcome = await call(savePreferences, { body: sent });
  saving = false;
  if (mine !== account) return;
  // What the server will never take is no use to send again; it stays here for this browser.
  const refused =
    !outcome.ok && outcome.failure.kind === 'refused' && [400, 413].includes(outcome.failure.status);
  if (outcome.ok || refused) {
    failures = 0;
    store.saved(sent);
    again(0);
  } else {
    again(RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? 60_000);
    failures += 1;
  }
}

async function ask(): Promise<void> {
  const mine = account;
  if (mine === null) return;
  askedAt = Date.now();
  const asked = store.moment();
  const outcome = await call(showPreferences, {});
  if (outcome.ok && mine === account) store.heard(outcome.value, asked);
}

function show(): void {
  const { theme, density } = store.current();
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset['theme'];
  else dataset['theme'] = theme;
  dataset['density'] = density;
}
