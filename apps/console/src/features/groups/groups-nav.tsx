import type { Group } from '@lapwing/protocol/features/groups/api.ts';
import { useQuery } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import { type DragEvent, type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from 'react';
import { Link } from 'react-aria-components/Link';
import { groupsQuery, useMay } from '../../api/queries.ts';
import { type GroupView, parseGroupView } from '../../group-views.ts';
import { paths } from '../../paths.ts';
import { changePreferences, usePreference } from '../../preferences.ts';
import { draggedFor, SEATS_TYPE } from '../../seat-drag.ts';
import { OpenMark } from '../../severity-mark.tsx';
import { Name } from '../../ui/name.tsx';
import {
  ancestorsOf,
  levelOf,
  type NavMove,
  navMove,
  navRows,
  type NavRow,
  type NavSection,
} from './nav-tree.ts';

/** From so many groups on there is a field to filter them. */
const FILTER_FROM = 15;

const SECTION_WORDS: Readonly<Record<NavSection, string>> = Object.freeze({
  school: 'School',
  devices: 'Rooms and devices',
  people: 'People',
  mine: 'Mine',
  'in-force': 'In force',
});

const MOVES: Readonly<Record<string, NavMove>> = Object.freeze({
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'out',
  ArrowRight: 'in',
  Home: 'first',
  End: 'last',
});

export interface GroupsNavProps {
  currentId: string | null;
  pathname: string;
  go: (href: string) => void;
}

/** The groups at the left as one tree: live counts, a red mark where captures wait, and a place to drop seats on. */
export function GroupsNav(props: GroupsNavProps): ReactNode {
  const groups = useQuery(groupsQuery);
  if (groups.data === undefined) {
    return (
      <p className="side-note" role="status">
        {groups.isError
          ? 'The groups could not be loaded. They are asked for again by themselves.'
          : 'Loading groups'}
      </p>
    );
  }
  const { groups: all, may } = groups.data;
  const makes = may.manage.allowed || may.personal.allowed;
  return (
    <>
      <GroupTree {...props} groups={all} />
      {all.length === 0 ? (
        <p className="side-note">{makes ? 'No groups yet.' : 'No group has been given to you yet.'}</p>
      ) : null}
      {makes ? (
        <Link className="side-link quiet small" href={paths.groups()}>
          {all.length === 0 ? 'Make a group' : 'All groups'}
        </Link>
      ) : null}
    </>
  );
}

function GroupTree(props: GroupsNavProps & { groups: readonly Group[] }): ReactNode {
  const { groups, currentId } = props;
  const kept = usePreference('groupsExpanded');
  const [words, setWords] = useState('');
  const [closedSections, setClosedSections] = useState<ReadonlySet<NavSection>>(new Set());
  const [shut, setShut] = useState<string | null>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const tree = useRef<HTMLDivElement>(null);
  const href = useGroupHref(props.pathname);

  const rows = useMemo(() => {
    // The way to the group that is open shows, unless it was closed by hand since.
    const way = currentId === null ? [] : ancestorsOf(groups, currentId).filter((id) => id !== shut);
    return navRows({ groups, opened: new Set([...kept, ...way]), closedSections, words });
  }, [groups, kept, currentId, shut, closedSections, words]);
  const reachable = rows.some(({ key }) => key === focused)
    ? focused
    : (rows.find(({ key }) => key === currentId)?.key ?? rows[0]?.key ?? null);

  function setOpen(row: NavRow, open: boolean): void {
    if (row.kind === 'section') {
      const next = new Set(closedSections);
      if (open) next.delete(row.key);
      else next.add(row.key);
      setClosedSections(next);
      return;
    }
    setShut(open ? null : row.key);
    changePreferences({
      groupsExpanded: [...kept.filter((id) => id !== row.key), ...(open ? [row.key] : [])],
    });
  }

  function onKeyDown(event: KeyboardEvent): void {
    const key = keyAt(event.target);
    const row = rows.find((one) => one.key === key);
    if (row === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    if ((event.key === 'Enter' || event.key === ' ') && row.kind === 'section') {
      event.preventDefault();
      setOpen(row, !row.open);
      return;
    }
    if (event.key === ' ' && row.kind === 'group') {
      event.preventDefault();
      props.go(href(row.group));
      return;
    }
    const move = MOVES[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const done = navMove(rows, row.key, move);
    if (done === null) return;
    if ('open' in done) setOpen(row, done.open);
    else {
      setFocused(done.focus);
      tree.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(done.focus)}"]`)?.focus();
    }
  }

  return (
    <>
      {groups.length > FILTER_FROM ? (
        <input
          className="input side-filter"
          type="search"
          dir="auto"
          aria-label="Filter the groups"
          placeholder="Filter groups"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      ) : null}
      {rows.length === 0 && words !== '' ? <p className="side-note">No group fits.</p> : null}
      {rows.length === 0 ? null : (
        <div
          className="side-tree"
          role="tree"
          aria-label="Groups"
          tabIndex={-1}
          ref={tree}
          onKeyDown={onKeyDown}
          onFocus={(event) => setFocused(keyAt(event.target))}
          onClick={(event) => {
            const row = rows.find((one) => one.key === keyAt(event.target));
            if (row === undefined || event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            const onSign = event.target instanceof Element && event.target.closest('[data-sign]') !== null;
            if (row.kind === 'section' || (onSign && row.open !== null)) setOpen(row, row.open !== true);
            else props.go(href(row.group));
          }}
        >
          {rows.map((row) =>
            row.kind === 'section' ? (
              <SectionLine key={row.key} row={row} reachable={row.key === reachable} />
            ) : (
              <GroupLine
                key={row.key}
                row={row}
                href={href(row.group)}
                current={row.key === currentId}
                reachable={row.key === reachable}
              />
            ),
          )}
        </div>
      )}
    </>
  );
}

function keyAt(target: EventTarget): string | null {
  return target instanceof Element
    ? (target.closest<HTMLElement>('[data-row]')?.dataset['row'] ?? null)
    : null;
}

/** Going from group to group keeps the view. */
function useGroupHref(pathname: string): (group: Group) => string {
  const kept = parseGroupView(usePreference('groupView'));
  const maySee = useMay('screens.view');
  const [, place, , part] = pathname.split('/');
  const here = place === 'groups' ? parseGroupView(part) : null;
  const view: GroupView = here ?? kept ?? 'thumbnails';
  const usable = maySee || view === 'captures' || view === 'properties' ? view : 'properties';
  return (group) => paths.groupView(group.id, usable);
}

function SectionLine(props: { row: NavRow & { kind: 'section' }; reachable: boolean }): ReactNode {
  const { row } = props;
  return (
    <div
      className="side-title side-section"
      role="treeitem"
      aria-level={1}
      aria-expanded={row.open}
      aria-selected={false}
      data-row={row.key}
      tabIndex={props.reachable ? 0 : -1}
    >
      {SECTION_WORDS[row.key]}
      <ChevronRight className="side-sign" data-open={row.open} size={13} aria-hidden />
    </div>
  );
}

function GroupLine(props: {
  row: NavRow & { kind: 'group' };
  href: string;
  current: boolean;
  reachable: boolean;
}): ReactNode {
  const { row, current } = props;
  const { group } = row;
  const [over, setOver] = useState(false);
  function takes(event: DragEvent): boolean {
    return event.dataTransfer.types.includes(SEATS_TYPE) && draggedFor(group) !== null;
  }
  return (
    <a
      className="side-link side-group"
      role="treeitem"
      aria-level={levelOf(row)}
      {...(row.open === null ? {} : { 'aria-expanded': row.open })}
      aria-selected={current}
      {...(current ? { 'aria-current': 'page' as const } : {})}
      data-row={row.key}
      data-over={over}
      href={props.href}
      draggable={false}
      tabIndex={props.reachable ? 0 : -1}
      style={{ paddingInlineStart: 8 + Math.min(row.depth, 6) * 14 }}
      onDragOver={(event) => {
        if (!takes(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        if (!takes(event)) return;
        event.preventDefault();
        draggedFor(group)?.put(group);
      }}
    >
      {row.open === null ? null : (
        <span className="side-sign-box" data-sign>
          <ChevronRight className="side-sign" data-open={row.open} size={13} aria-hidden />
        </span>
      )}
      <Name cut>{group.name}</Name>
      <GroupCount group={group} />
    </a>
  );
}

function GroupCount(props: { group: Group }): ReactNode {
  const { group } = props;
  const { members, online } = group;
  const waiting = group.openCaptures ?? 0;
  return (
    <span className="side-count">
      <OpenMark count={group.openCaptures} worst={group.worstOpen} />
      {waiting === 0 ? '' : ' '}
      <span aria-hidden="true" title={`${online} connected now, ${members} in the group`}>
        {/* The whole school counts people and devices: of them together no share says anything. */}
        {online === 0 ? members : group.builtIn === 'whole-school' ? online : `${online}/${members}`}
      </span>
      <span className="unseen">
        {' '}
        {members} in the group, {online} connected
      </span>
    </span>
  );
}
