import type { Group } from '@lapwing/protocol/features/groups/api.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, use } from 'react';
import { groupsQuery, useMay, useMe } from './api/queries.ts';
import { filtersToSearch, parseFilters } from './features/captures/filters.ts';
import { classroomToSearch, parseClassroom } from './features/screens/search.ts';
import { firstPageOf } from './first-page.ts';
import { type GroupView, parseGroupView } from './group-views.ts';
import { GoTo, Needs, NotFound, PaletteContext, useGo } from './inside.tsx';
import { CapturesPage, ControlledRoom, GroupPage, GroupTabs } from './pages.tsx';
import { paths } from './paths.ts';
import { usePreference } from './preferences.ts';
import { Loading } from './ui/states.tsx';

/** The view in which a group opens: the last one used, as far as the person may use it. */
export function useUsualView(): GroupView {
  const kept = parseGroupView(usePreference('groupView')) ?? 'thumbnails';
  const maySee = useMay('screens.view');
  const mayCaptures = useMay('captures.view');
  if (kept === 'captures' && !mayCaptures) return 'properties';
  return kept !== 'captures' && kept !== 'properties' && !maySee ? 'properties' : kept;
}

/** One group in one of its views. */
export function GroupPlace(props: {
  groupId: string;
  view: string;
  search: Readonly<Record<string, unknown>>;
}): ReactNode {
  const { groupId } = props;
  const go = useGo();
  const view = parseGroupView(props.view);
  const group = useQuery(groupsQuery).data?.groups.find((one) => one.id === groupId);
  switch (view) {
    case null:
      return <NotFound />;
    case 'captures':
      return (
        <Needs capability="captures.view">
          <div className="group-place">
            <GroupCaptures key={groupId} groupId={groupId} search={props.search} />
            <GroupTabs groupId={groupId} group={group} view="captures" search="" />
          </div>
        </Needs>
      );
    case 'properties':
      return (
        <div className="group-place">
          <GroupPage id={groupId} go={go} />
          <GroupTabs groupId={groupId} group={group} view="properties" search="" />
        </div>
      );
    case 'thumbnails':
    case 'list':
    case 'room':
      return (
        <Needs capability="screens.view">
          <ControlledRoom
            groupId={groupId}
            view={view}
            search={parseClassroom(props.search)}
            go={go}
            command={props.search['do']}
            onCommandDone={() =>
              go(paths.groupView(groupId, view, classroomToSearch(parseClassroom(props.search))), {
                replace: true,
              })
            }
          />
        </Needs>
      );
  }
}

function GroupCaptures(props: { groupId: string; search: Readonly<Record<string, unknown>> }): ReactNode {
  const { groupId, search } = props;
  const openPalette = use(PaletteContext);
  const selected = search['capture'];
  const filters = { ...parseFilters(search), group: groupId };
  return (
    <CapturesPage
      filters={filters}
      selectedId={typeof selected === 'string' ? selected : null}
      go={useGo()}
      onSearch={() => openPalette(true)}
      at={{
        list: (text) => elsewhere(text, groupId) ?? paths.captureOfGroup(groupId, null, text),
        one: (id, text) => paths.captureOfGroup(groupId, id, text),
      }}
    />
  );
}

/** Captures of another group, or of all, are not this group's page. */
function elsewhere(search: string, groupId: string): string | null {
  if (search === '') return null;
  const filters = parseFilters(Object.fromEntries(new URLSearchParams(search)));
  return filters.group === groupId ? null : paths.captures(filtersToSearch(filters));
}

/**
 * Where a person's work is: a teacher's in the first of their groups in which somebody is connected, a safeguarding
 * lead's among the captures, an administrator's among the devices.
 */
export function StartPage(): ReactNode {
  const me = useMe();
  const teaches = firstPageOf(me) === 'group';
  const groups = useQuery({ ...groupsQuery, enabled: teaches });
  if (teaches && groups.data === undefined && !groups.isError) return <Loading label="Opening your groups" />;
  const first = teaches ? busiest(groups.data?.groups ?? []) : null;
  if (first !== null) return <GoTo href={paths.groupView(first.id, 'thumbnails')} />;
  return <GoTo href={me.capabilities.includes('captures.view') ? paths.captures() : paths.devices()} />;
}

/** The group with the most connected; among equals the first by name. Restrictions and the whole school are none. */
function busiest(groups: readonly Group[]): Group | null {
  const [first] = groups
    .filter((group) => group.builtIn === null)
    .toSorted((one, other) => other.online - one.online || one.name.localeCompare(other.name, 'en-GB'));
  return first ?? null;
}
