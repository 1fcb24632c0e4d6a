import {
  saveSearchSettings,
  showSearchSettings,
  type SearchSetting,
} from '@lapwing/protocol/features/access/api.ts';
import { audited, unaudited } from '../../permissions/routes.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import { explainSetters, groupsAbove, groupsSeen, ranked } from '../groups/index.ts';
import { ordersChanged } from '../state/index.ts';
import { BUILT_IN_SEARCH } from './at.ts';
import type { AccessDeps } from './parts.ts';
import { mayManage } from './present.ts';
import { searchByGroup, setSearch } from './store-search.ts';
import { tellConsoles } from './told.ts';

const NOTHING: SearchSetting = Object.freeze({ safe: null, youtube: null });

/** Safe searching and YouTube's restricted mode, by group. */
export function addSearchRoutes({ routes, bus, live }: Pick<AccessDeps, 'routes' | 'bus' | 'live'>): void {
  routes.school(showSearchSettings, {
    capability: 'access.view',
    audit: 'none',
    async handle({ tx, actor, query }) {
      const above = await groupsAbove(tx, actor, query.groupId ?? null);
      if (above === null) return notFound();
      const { group, groups, sight } = above;
      const settings = await searchByGroup(tx);
      const setters = <Value>(
        of: (set: SearchSetting) => Value | null,
      ): Array<{ group: typeof group; value: Value }> =>
        ranked(groups).flatMap((each) => {
          const value = of(settings.get(each.id) ?? NOTHING);
          return value === null ? [] : [{ group: each, value }];
        });
      const safe = explainSetters(
        setters((set) => set.safe),
        BUILT_IN_SEARCH.safe,
        sight,
      );
      const youtube = explainSetters(
        setters((set) => set.youtube),
        BUILT_IN_SEARCH.youtube,
        sight,
      );
      return unaudited({
        group: { id: group.id, name: group.name },
        set: settings.get(group.id) ?? NOTHING,
        safe: { value: safe.value, from: safe.from },
        youtube: { value: youtube.value, from: youtube.from },
        may: { manage: mayManage(actor) },
      });
    },
  });

  routes.school(saveSearchSettings, {
    capability: 'access.manage',
    audit: 'access.search',
    async handle({ tx, actor, body }) {
      const name = (await groupsSeen(tx, actor, [body.groupId])).get(body.groupId);
      if (name === undefined) {
        return refuse('bad-request', 'group-unknown', 'This group sets nothing about searching.', {
          field: 'groupId',
          remedy: 'Choose a group of the school; personal groups and restrictions are not for settings.',
        });
      }
      const before = (await searchByGroup(tx)).get(body.groupId) ?? NOTHING;
      await setSearch(tx, body.groupId, body.set);
      const { schoolId } = tx;
      tellConsoles(live, tx, null);
      tx.afterCommit(() => bus.publish(ordersChanged, { schoolId, deviceIds: null }));
      return audited({ done: true } as const, {
        summary: `Set searching in ${name}: safe searching ${safeInWords(before)} -> ${safeInWords(body.set)}; YouTube ${youtubeInWords(before)} -> ${youtubeInWords(body.set)}`,
        subject: { kind: 'group', id: body.groupId },
      });
    },
  });
}

const LEFT = 'left to others';

function safeInWords({ safe }: SearchSetting): string {
  return safe === null ? LEFT : safe ? 'on' : 'off';
}

function youtubeInWords({ youtube }: SearchSetting): string {
  return youtube ?? LEFT;
}
