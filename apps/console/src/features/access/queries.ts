import {
  listAccessPolicies,
  listFavourites,
  showSearchSettings,
} from '@lapwing/protocol/features/access/api.ts';
import type { Group } from '@lapwing/protocol/features/groups/api.ts';
import { queryOptions } from '@tanstack/react-query';
import { load } from '../../api/client.ts';

export const accessQuery = queryOptions({
  queryKey: ['access', 'policies'],
  queryFn: ({ signal }) => load(listAccessPolicies, {}, signal),
});

export const favouritesQuery = queryOptions({
  queryKey: ['access', 'favourites'],
  queryFn: ({ signal }) => load(listFavourites, {}, signal),
});

/** @param groupId undefined for the whole school */
export const searchQuery = (groupId: string | undefined) =>
  queryOptions({
    queryKey: ['access', 'search', groupId ?? 'whole'],
    queryFn: ({ signal }) =>
      load(showSearchSettings, { query: groupId === undefined ? {} : { groupId } }, signal),
  });

/** Groups that a policy can be for, each with its way down the tree: `Year 8 / 8B`. The whole school first. */
export function groupsForPolicies(
  groups: readonly Group[],
): ReadonlyArray<{ id: string; name: string; within: string }> {
  const byId = new Map(groups.map((group) => [group.id, group]));
  const above = (group: Group, most = 12): string => {
    const parent = group.parentId === null || most === 0 ? undefined : byId.get(group.parentId);
    return parent === undefined
      ? ''
      : [above(parent, most - 1), parent.name].filter((name) => name !== '').join(' / ');
  };
  return groups
    .filter((group) => !group.personal && (group.builtIn === null || group.builtIn === 'whole-school'))
    .map((group) => ({
      id: group.id,
      name: group.name,
      whole: group.builtIn === 'whole-school',
      within: group.builtIn === null ? above(group) : 'Everybody and every device',
    }))
    .sort(
      (a, b) => Number(b.whole) - Number(a.whole) || a.name.localeCompare(b.name, 'en-GB', { numeric: true }),
    );
}
