import type { Damage, Done, Fixes, Region } from 'x11';

import type { Area } from '../../contract/screen.ts';
import type { Display } from './display.ts';

/** Where on a display something was drawn. */
export interface Drawn {
  /** Another number whenever something may have been drawn since it was read before. */
  readonly stamp: () => number;
  /** An area with all that was drawn after a stamp; null where that is not known, or no longer. */
  readonly since: (stamp: number) => Promise<Area | null>;
  readonly close: () => void;
}

/** Of one that is told of, and of its area not before it is read. */
const TOLD_ONCE = 3;
/** Stamps of which it is known what was drawn. */
const MOST_KEPT = 64;
const NOTHING: Area = Object.freeze({ x: 0, y: 0, width: 0, height: 0 });

/**
 * The server says once that something was drawn, and no more until it is asked again, so that a film on the screen costs
 * nothing while nobody looks. It is asked again when the stamp is read: what is drawn between that and a grab asked for
 * afterwards is in the grab.
 */
export async function watchDrawn(display: Display): Promise<Drawn> {
  const [damage, fixes] = await Promise.all([display.extension('damage'), display.extension('fixes')]);
  let count = 1;
  if (damage === null)
    return { stamp: () => count++, since: async () => Promise.resolve(null), close: () => undefined };
  return watchDamage(display, damage, fixes);
}

function watchDamage(display: Display, damage: Damage, fixes: Fixes | null): Drawn {
  let count = 1;
  let drawn = false;
  /** What was drawn between a stamp and the one before it, by the later one. */
  const areas = new Map<number, Promise<Area | null>>();
  const id = display.client.AllocID();
  damage.Create(id, display.root, TOLD_ONCE);
  const [region, extents] = fixes === null ? [0, 0] : [display.client.AllocID(), display.client.AllocID()];
  fixes?.CreateRegion(region, []);
  fixes?.CreateRegion(extents, []);
  const cancel = display.onEvent((event) => {
    if (event.name === 'DamageNotify' && event['damage'] === id) drawn = true;
  });

  async function areaOf(known: Fixes): Promise<Area | null> {
    // The area around all of it: what is drawn may be in as many pieces as a program likes.
    known.RegionExtents(region, extents);
    try {
      const fetched = await display.ask((done: Done<Region>) => {
        known.FetchRegion(extents, done);
      });
      return fetched.extents;
    } catch {
      return null;
    }
  }

  return {
    stamp: () => {
      if (display.ended || !drawn) return count;
      drawn = false;
      count++;
      damage.Subtract(id, 0, region);
      if (fixes !== null) areas.set(count, areaOf(fixes));
      areas.delete(count - MOST_KEPT);
      return count;
    },
    since: async (stamp) => {
      let all: Area | null = NOTHING;
      for (let at = stamp + 1; at <= count && all !== null; at += 1) {
        const area: Area | null = (await areas.get(at)) ?? null;
        all = area === null ? null : around(all, area);
      }
      return all;
    },
    close: () => {
      cancel();
      if (display.ended) return;
      damage.Destroy(id);
      fixes?.DestroyRegion(region);
      fixes?.DestroyRegion(extents);
    },
  };
}

/** The smallest area with both in it. */
function around(one: Area, other: Area): Area {
  if (one.width === 0 || one.height === 0) return other;
  if (other.width === 0 || other.height === 0) return one;
  const [x, y] = [Math.min(one.x, other.x), Math.min(one.y, other.y)];
  return {
    x,
    y,
    width: Math.max(one.x + one.width, other.x + other.width) - x,
    height: Math.max(one.y + one.height, other.y + other.height) - y,
  };
}
