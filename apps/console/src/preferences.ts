import { useSyncExternalStore } from 'react';
import { z } from 'zod';

const Preferences = z.object({
  theme: z.enum(['system', 'light', 'dark']).catch('system'),
  /** A short sound when a Severe capture arrives. */
  sound: z.boolean().catch(false),
  /** The browser's own notification while the console is not in front. */
  notifications: z.boolean().catch(false),
  /** Name and policy in that notification; without it nothing about a pupil leaves the page. */
  notificationDetail: z.boolean().catch(false),
});
export type Preferences = z.infer<typeof Preferences>;

const KEY = 'lapwing.preferences';
const listeners = new Set<() => void>();
let current: Preferences = Preferences.parse({});

/** Reads what this browser keeps and puts the theme on; called once at the start. */
export function startPreferences(): void {
  current = read();
  applyTheme(current.theme);
  window.addEventListener('storage', (event) => {
    if (event.key !== KEY) return;
    current = read();
    announce();
  });
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, () => current);
}

export function changePreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // A browser that keeps nothing still gets the choice for this visit.
  }
  announce();
}

function announce(): void {
  applyTheme(current.theme);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): Preferences {
  try {
    return Preferences.parse(JSON.parse(localStorage.getItem(KEY) ?? '{}'));
  } catch {
    return Preferences.parse({});
  }
}

function applyTheme(theme: Preferences['theme']): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}
