import {
  changePreferences,
  MAX_PREFERENCES_BYTES,
  Preferences,
  showPreferences,
} from '@lapwing/protocol/features/accounts/preferences.api.ts';
import { unaudited, type Routes } from '../../permissions/routes.ts';
import { refuse } from '../../platform/http/outcome.ts';
import { mergePreferences, preferencesOf } from './store-preferences.ts';

/** Adds what a person keeps about how they like the console: their own only, and nothing of a pupil. */
export function registerPreferences(deps: { readonly routes: Routes }): void {
  deps.routes.signedIn(showPreferences, {
    audit: 'none',
    handle: async ({ tx, actor }) => unaudited(readable(await preferencesOf(tx, actor.accountId))),
  });

  deps.routes.signedIn(changePreferences, {
    audit: 'none',
    async handle({ tx, actor, body }) {
      const merged = await mergePreferences(tx, actor.accountId, body, MAX_PREFERENCES_BYTES);
      if (merged === null) {
        return refuse('payload-too-large', 'preferences-too-large', 'These preferences are too long.', {
          remedy: 'Close some groups of the tree, or choose fewer columns.',
        });
      }
      return unaudited(readable(merged));
    },
  });
}

/** What another version of the server wrote may be unknown here: then it counts as not chosen. */
function readable(stored: unknown): Preferences {
  const parsed = Preferences.safeParse(stored);
  if (parsed.success) return parsed.data;
  const kept = Object.entries<unknown>(
    typeof stored === 'object' && stored !== null ? { ...stored } : {},
  ).filter(([key, value]) => Preferences.safeParse({ [key]: value }).success);
  return Preferences.parse(Object.fromEntries(kept));
}
