import type { Clash } from '@lapwing/protocol/features/restrictions/api.ts';
import { LAYERS, type Effect, type Layer } from '@lapwing/protocol/features/restrictions/effect.ts';
import type { SeatFacts } from './facts.ts';
import { isFor } from './orders.ts';
import { byOf, factOf, type RestrictionRow } from './store.ts';
import { whatOf } from './words.ts';

const WEB: ReadonlySet<Effect['kind']> = new Set(['internet-off', 'block', 'allow-only', 'allow']);

/**
 * What becomes of something that holds when something new is set beside it, in a sentence; null where neither is about
 * what the other is about.
 */
export function outcomeOf(
  made: { readonly effect: Effect; readonly layer: Layer },
  there: { readonly effect: Effect; readonly layer: Layer },
): string | null {
  const [mine, theirs] = [made.effect.kind, there.effect.kind];
  if (WEB.has(mine) !== WEB.has(theirs) || (!WEB.has(mine) && mine !== theirs)) return null;
  if (mine === theirs && (mine === 'internet-off' || !WEB.has(mine)))
    return 'Both hold: it ends when the later of the two ends.';
  if (mine === 'internet-off') return 'It does nothing while the internet is off, and goes on after that.';
  if (theirs === 'internet-off')
    return 'It stays: the internet is off until it ends or is lifted, and yours does nothing until then.';
  const [strength, other] = [LAYERS.indexOf(made.layer), LAYERS.indexOf(there.layer)];
  if (strength < other) {
    return mine === 'allow-only'
      ? 'Yours goes before it: it does nothing until yours ends.'
      : 'Yours goes before it for the sites that it names; for all others it stays.';
  }
  if (strength > other) {
    return theirs === 'allow-only'
      ? 'It goes before yours: yours does nothing until it ends.'
      : 'It goes before yours for the sites that it names.';
  }
  if (mine === 'allow-only' && theirs === 'allow-only') return 'Both hold: sites of either list are open.';
  return 'Both hold: what is allowed goes before what is blocked, and that before a list of the only sites.';
}

/** What others have set for those whom something new is for, the newest first. */
export function clashesWith(
  made: { readonly effect: Effect; readonly layer: Layer; readonly byId: string },
  rows: readonly RestrictionRow[],
  seats: readonly SeatFacts[],
): Clash[] {
  return rows.flatMap((row): Clash[] => {
    if (row.by_id === made.byId || row.lifted_at !== null) return [];
    const fact = factOf(row);
    const outcome = outcomeOf(made, fact);
    if (outcome === null) return [];
    const people = seats.filter((seat) => isFor(fact, seat)).length;
    if (people === 0) return [];
    return [
      {
        restrictionId: row.id,
        what: whatOf(fact.effect),
        by: byOf(row),
        lesson:
          row.lesson_id === null || row.lesson_title === null
            ? null
            : { id: row.lesson_id, title: row.lesson_title },
        people,
        outcome,
      },
    ];
  });
}
