import type { AccessPolicy, Favourite } from '@lapwing/protocol/features/access/api.ts';
import type { Permitted } from '@lapwing/protocol/endpoint.ts';
import { can, type Actor } from '../../permissions/actor.ts';
import { standingAt, type SchoolHours } from './hours.ts';
import type { PolicyRow } from './store.ts';
import type { FavouriteRow } from './store-favourites.ts';

const NOT_A_MANAGER = 'Your role does not include changing access policies.';

export function mayManage(actor: Actor): Permitted {
  return can(actor, 'access.manage') ? { allowed: true } : { allowed: false, reason: NOT_A_MANAGER };
}

/**
 * @param names of the groups that the reader may know of, by id; others are left out
 * @param now milliseconds since 1970
 */
export function presentPolicy(
  row: PolicyRow,
  names: ReadonlyMap<string, string>,
  week: SchoolHours,
  now: number,
): AccessPolicy {
  return {
    id: row.id,
    title: row.title,
    kind: row.kind,
    sites: [...row.sites],
    titles: [...row.titles],
    categories: [...row.categories],
    endings: [...row.endings],
    applications: [...row.applications],
    words: row.words,
    status: row.status,
    hours: row.hours,
    inHolidays: row.inHolidays,
    groups: row.groupIds
      .flatMap((id) => {
        const name = names.get(id);
        return name === undefined ? [] : [{ id, name }];
      })
      .sort((a, b) => a.name.localeCompare(b.name, 'en-GB', { numeric: true })),
    position: row.position,
    activeNow: row.groupIds.length > 0 && standingAt(row, week, now) === 'holds',
    revision: row.revision,
    changedAt: row.changedAt.toISOString(),
    changedBy: row.changedName,
  };
}

export function presentFavourite(row: FavouriteRow, actor: Actor): Favourite {
  const own = row.owner !== null;
  return {
    id: row.id,
    title: row.title,
    sites: [...row.sites],
    personal: own,
    by: row.byName,
    revision: row.revision,
    may: {
      change: own || can(actor, 'access.manage') ? { allowed: true } : { allowed: false, reason: NOT_THEIRS },
    },
  };
}

/** Of a list of the school, to whoever does not keep those. */
export const NOT_THEIRS = 'Ready lists of the school are kept by those who manage access policies.';
