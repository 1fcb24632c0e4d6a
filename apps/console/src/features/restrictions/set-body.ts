import type { Favourite } from '@lapwing/protocol/features/access/api.ts';
import { type Effect, MOST_SITES_AT_HAND } from '@lapwing/protocol/features/restrictions/effect.ts';
import type { SetBody } from './set-queries.ts';
import type { Reach } from './reach.ts';
import { typedSites } from './sites.ts';
import type { Kind } from './words.ts';

/** What somebody has filled in about a restriction. */
export interface Draft {
  readonly kind: Kind;
  readonly words: string;
  /** Null: to the end of the lesson. */
  readonly minutes: number | null;
  /** Of a list of sites: a ready one, or null for those typed. */
  readonly favourite: Favourite | null;
  readonly sites: string;
}

export type MadeBody =
  | { readonly ok: true; readonly body: SetBody }
  | { readonly ok: false; readonly field: 'sites'; readonly problem: string };

/** The request that a draft comes to, or what is missing in it. */
export function bodyOf(draft: Draft, reach: Pick<Reach, 'targets'>, lessonId: string | null): MadeBody {
  const made = effectOf(draft);
  if (!made.ok) return made;
  return {
    ok: true,
    body: {
      targets: [...reach.targets],
      effect: made.effect,
      favouriteId: draft.favourite?.id ?? null,
      minutes: draft.minutes,
      lessonId,
      words: draft.words.trim() === '' ? null : draft.words.trim(),
    },
  };
}

function effectOf(
  draft: Draft,
):
  | { readonly ok: true; readonly effect: Effect }
  | { readonly ok: false; readonly field: 'sites'; readonly problem: string } {
  switch (draft.kind) {
    case 'front':
    case 'lock':
      return { ok: true, effect: { kind: 'lock' } };
    case 'internet-off':
    case 'mute':
      return { ok: true, effect: { kind: draft.kind } };
    case 'allow-only':
    case 'block': {
      const typed =
        draft.favourite === null
          ? typedSites(draft.sites)
          : { sites: draft.favourite.sites.slice(0, MOST_SITES_AT_HAND), problem: undefined };
      if (typed.problem !== undefined) return { ok: false, field: 'sites', problem: typed.problem };
      const sites = [...typed.sites];
      if (draft.kind === 'block') return { ok: true, effect: { kind: 'block', sites, titles: [] } };
      return {
        ok: true,
        effect: { kind: 'allow-only', title: draft.favourite?.title ?? titleOf(sites), sites },
      };
    }
  }
}

/** Letters of a name of a list. */
const MOST_TITLE = 80;

/** What a typed list is called: its sites, as many as fit, and how many more. */
function titleOf(sites: readonly string[]): string {
  const all = sites.join(', ');
  if (all.length <= MOST_TITLE) return all;
  const [first = '', ...others] = sites;
  const more = others.length === 0 ? '…' : ` and ${others.length} more`;
  return `${first.slice(0, MOST_TITLE - more.length)}${more}`;
}
