import { Preferences } from '@lapwing/protocol/features/accounts/preferences.api.ts';

export type PreferenceKey = keyof Preferences;
/** Every preference with its value, chosen or not. */
export type AllPreferences = { readonly [Key in PreferenceKey]-?: NonNullable<Preferences[Key]> };

/** What holds while a person has not chosen. */
export const UNCHOSEN: AllPreferences = Object.freeze({
  theme: 'system',
  density: 'comfortable',
  sound: false,
  notifications: false,
  notificationDetail: false,
  tileSize: 2,
  seatColumns: [],
  seatSort: 'name',
  seatGroupBy: 'none',
  groupsExpanded: [],
  groupView: 'thumbnails',
  pauseOnHide: true,
});

/** What this browser keeps: for the first paint, and so that a change that was not saved yet is not lost. */
export interface KeptPreferences {
  readonly chosen: Preferences;
  /** The account whose changes wait to be saved; nobody else's connection sends them. */
  readonly account: string | null;
  readonly unsaved: readonly PreferenceKey[];
}

export interface PreferenceStoreParts {
  readonly read: () => string | null;
  readonly write: (text: string) => void;
  /** Something has changed, here or in another window. */
  readonly announce: () => void;
}

/**
 * One person's choices in one window: the local copy, what of it waits to be saved, and what the server says. Of each
 * key the last write wins; what the person changed here and the server has not confirmed stands until it has.
 */
export interface PreferenceStore {
  current(): AllPreferences;
  change(change: Preferences): void;
  /** Signed in as this account: changes of another one that were never saved are forgotten. */
  use(account: string): void;
  /** What is to be saved now, null when nothing; hand the same to `saved` when the server has taken it. */
  pending(): Preferences | null;
  saved(sent: Preferences): void;
  /** A moment before asking the server, to hand to `heard` with its answer. */
  moment(): number;
  /** What the server keeps. Keys that were changed here since `asked`, or wait to be saved, stay as they are. */
  heard(said: Preferences, asked: number): void;
  /** Another window of this browser has written. */
  reread(): void;
}

export function createPreferenceStore(parts: PreferenceStoreParts): PreferenceStore {
  let kept = parseKept(parts.read());
  let all = complete(kept.chosen);
  let clock = 0;
  const changedAt = new Map<PreferenceKey, number>();

  function keep(next: KeptPreferences): void {
    kept = next;
    all = complete(kept.chosen);
    parts.write(JSON.stringify(kept));
    parts.announce();
  }

  return {
    current: () => all,
    change(change) {
      clock += 1;
      const keys = keysOf(change);
      for (const key of keys) changedAt.set(key, clock);
      const unsaved = [...new Set([...kept.unsaved, ...keys])];
      keep({ ...kept, chosen: { ...kept.chosen, ...change }, unsaved });
    },
    use(account) {
      if (kept.account === account) return;
      // What was chosen before anybody signed in, such as the theme of this page, is the new person's own choice.
      keep({ ...kept, account, unsaved: kept.account === null ? kept.unsaved : [] });
    },
    pending() {
      if (kept.unsaved.length === 0) return null;
      return pick(kept.chosen, kept.unsaved);
    },
    saved(sent) {
      const unsaved = kept.unsaved.filter(
        (key) => JSON.stringify(sent[key]) !== JSON.stringify(kept.chosen[key]),
      );
      if (unsaved.length !== kept.unsaved.length) keep({ ...kept, unsaved });
    },
    moment: () => clock,
    heard(said, asked) {
      const stays = [
        ...kept.unsaved,
        ...keysOf(kept.chosen).filter((key) => (changedAt.get(key) ?? 0) > asked),
      ];
      const chosen = { ...said, ...pick(kept.chosen, stays) };
      if (JSON.stringify(complete(chosen)) !== JSON.stringify(all)) keep({ ...kept, chosen });
    },
    reread() {
      const next = parseKept(parts.read());
      for (const key of keysOf(next.chosen)) {
        if (JSON.stringify(next.chosen[key]) === JSON.stringify(kept.chosen[key])) continue;
        clock += 1;
        changedAt.set(key, clock);
      }
      kept = next;
      all = complete(kept.chosen);
      parts.announce();
    },
  };
}

/** Whatever lies in the browser's storage; keys and values that this version does not know count as not chosen. */
export function parseKept(text: string | null): KeptPreferences {
  const nothing: KeptPreferences = { chosen: {}, account: null, unsaved: [] };
  let value: unknown;
  try {
    value = JSON.parse(text ?? '{}');
  } catch {
    return nothing;
  }
  if (typeof value !== 'object' || value === null) return nothing;
  if (!('chosen' in value)) {
    // As it was kept before accounts kept it: the first to sign in takes it along.
    const before = readable(value);
    return { chosen: before, account: null, unsaved: keysOf(before) };
  }
  const chosen = readable(value.chosen);
  const account = 'account' in value && typeof value.account === 'string' ? value.account : null;
  const listed: readonly unknown[] = 'unsaved' in value && Array.isArray(value.unsaved) ? value.unsaved : [];
  return { chosen, account, unsaved: keysOf(chosen).filter((key) => listed.includes(key)) };
}

function readable(value: unknown): Preferences {
  const kept = Object.entries<unknown>(
    typeof value === 'object' && value !== null ? { ...value } : {},
  ).filter(([key, one]) => Preferences.safeParse({ [key]: one }).success);
  return Preferences.parse(Object.fromEntries(kept));
}

function complete(chosen: Preferences): AllPreferences {
  return { ...UNCHOSEN, ...chosen } as AllPreferences;
}

function keysOf(chosen: Preferences): PreferenceKey[] {
  return Object.keys(chosen).filter((key): key is PreferenceKey => key in UNCHOSEN);
}

function pick(chosen: Preferences, keys: readonly PreferenceKey[]): Preferences {
  return Preferences.parse(
    Object.fromEntries(keys.filter((key) => chosen[key] !== undefined).map((key) => [key, chosen[key]])),
  );
}
