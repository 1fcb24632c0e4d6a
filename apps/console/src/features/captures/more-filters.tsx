import { listPolicies } from '@lapwing/protocol/features/policies/api.ts';
import { showTimetable } from '@lapwing/protocol/features/policies/settings.api.ts';
import { type PolicyKey, SOURCES } from '@lapwing/protocol/vocabulary.ts';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { groupsQuery, useMay } from '../../api/queries.ts';
import { DayInput } from '../../ui/day-input.tsx';
import { Action } from '../../ui/button.tsx';
import { sayDay } from '../../ui/dates.ts';
import { Choice } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { type CaptureFilters, isNarrowed, parseFilters } from './filters.ts';
import { spansUntil } from './spans.ts';
import { SOURCE_WORDS } from './words.ts';

const ALL = 'all';
const CHOSEN = 'chosen';

export interface MoreFiltersProps {
  filters: CaptureFilters;
  onChange: (filters: CaptureFilters) => void;
}

function usePolicies(): readonly { id: string; title: string }[] | undefined {
  const may = useMay('policies.view');
  return useQuery({
    queryKey: ['policies', 'list'],
    queryFn: ({ signal }) => load(listPolicies, {}, signal),
    enabled: may,
    staleTime: 10 * 60_000,
  }).data?.policies;
}

function useGroups(): readonly { id: string; name: string }[] {
  const may = useMay('groups.view');
  return useQuery({ ...groupsQuery, enabled: may }).data?.groups ?? [];
}

/** The filters that are asked for now and then. */
export function MoreFilters(props: MoreFiltersProps): ReactNode {
  const { filters, onChange } = props;
  const policies = usePolicies();
  const groups = useGroups();
  return (
    <div className="more-filters">
      {policies === undefined ? null : (
        <Choice
          label="Policy"
          look="filter"
          neutral={ALL}
          value={filters.policy ?? ALL}
          options={[
            { key: ALL, label: 'Every policy' },
            ...policies.map((policy) => ({ key: policy.id, label: policy.title })),
          ]}
          onChange={(key) => onChange({ ...filters, policy: parseFilters({ policy: key }).policy })}
        />
      )}
      <Choice
        label="Source"
        look="filter"
        neutral={ALL}
        value={filters.source ?? ALL}
        options={[
          { key: ALL, label: 'Every source' },
          ...SOURCES.map((key) => ({ key, label: SOURCE_WORDS[key] })),
        ]}
        onChange={(key) => onChange({ ...filters, source: parseFilters({ source: key }).source })}
      />
      {groups.length === 0 ? null : (
        <Choice
          label="Group"
          look="filter"
          neutral={ALL}
          value={filters.group ?? ALL}
          options={[
            { key: ALL, label: 'Every group' },
            ...groups.map((group) => ({ key: group.id, label: group.name })),
          ]}
          onChange={(key) => onChange({ ...filters, group: key === ALL ? null : key })}
        />
      )}
      <SpanChoice {...props} />
      <DayInput label="From" value={filters.from} onChange={(from) => onChange({ ...filters, from })} />
      <DayInput label="To" value={filters.to} onChange={(to) => onChange({ ...filters, to })} />
    </div>
  );
}

/** The stretches of days that are asked for most, one choice instead of two fields. */
function SpanChoice(props: MoreFiltersProps): ReactNode {
  const { filters, onChange } = props;
  const may = useMay('policies.view');
  const holidays = useQuery({
    queryKey: ['policies', 'timetable'],
    queryFn: ({ signal }) => load(showTimetable, {}, signal),
    enabled: may,
    staleTime: 10 * 60_000,
  }).data?.timetable.holidays;
  const [today] = useState(todayHere);
  const spans = spansUntil(today, holidays ?? []);
  const chosen = filters.to === null ? spans.find(({ from }) => from === filters.from) : undefined;
  const none = filters.from === null && filters.to === null;
  return (
    <Choice
      label="When"
      look="filter"
      neutral={ALL}
      value={chosen?.key ?? (none ? ALL : CHOSEN)}
      options={[
        { key: ALL, label: 'Any time' },
        ...spans.map(({ key, label }) => ({ key, label })),
        ...(none || chosen !== undefined ? [] : [{ key: CHOSEN, label: 'The days chosen' }]),
      ]}
      onChange={(key) => {
        if (key === CHOSEN) return;
        const span = spans.find((one) => one.key === key);
        onChange({ ...filters, from: span?.from ?? null, to: null });
      }}
    />
  );
}

/** `2026-11-14` by this machine's clock and time zone. */
function todayHere(): string {
  const now = new Date();
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/**
 * What narrows the list beyond the choices in view, each with a way to take it off.
 *
 * @param props.hidden whether the further filters are out of view, so that theirs show here
 */
export function ChosenFilters(
  props: MoreFiltersProps & { narrowedTo: string | null; hidden: boolean },
): ReactNode {
  const { filters, onChange, hidden, narrowedTo } = props;
  const policies = usePolicies();
  const groups = useGroups();
  const chosen: { key: string; what: string; off: Partial<CaptureFilters> }[] = [];
  if (filters.person !== null || filters.device !== null)
    chosen.push({
      key: 'one',
      what: narrowedTo ?? (filters.person === null ? 'one device' : 'one person'),
      off: { person: null, device: null },
    });
  if (filters.term !== null) chosen.push({ key: 'term', what: 'one term', off: { term: null } });
  if (hidden) {
    const { policy, source, group, from, to } = filters;
    if (policy !== null) chosen.push({ key: 'policy', what: titleOf(policy), off: { policy: null } });
    if (source !== null) chosen.push({ key: 'source', what: SOURCE_WORDS[source], off: { source: null } });
    if (group !== null)
      chosen.push({
        key: 'group',
        what: groups.find(({ id }) => id === group)?.name ?? 'one group',
        off: { group: null },
      });
    if (from !== null) chosen.push({ key: 'from', what: `from ${sayDay(from)}`, off: { from: null } });
    if (to !== null) chosen.push({ key: 'to', what: `to ${sayDay(to)}`, off: { to: null } });
  }
  function titleOf(policy: PolicyKey): string {
    return policies?.find(({ id }) => id === policy)?.title ?? 'one policy';
  }
  if (chosen.length === 0 && !isNarrowed(filters)) return null;
  return (
    <div className="chosen-filters">
      {chosen.map(({ key, what, off }) => (
        <Action
          key={key}
          className="chosen-filter"
          label={`Only ${what}: take this filter off`}
          onPress={() => onChange({ ...filters, ...off })}
        >
          Only <Name>{what}</Name>
          <X size={14} aria-hidden />
        </Action>
      ))}
      <Action className="chosen-filter" look="plain" onPress={() => onChange(parseFilters({}))}>
        Clear the filters
      </Action>
    </div>
  );
}
