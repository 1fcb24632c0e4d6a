import { CAPTURE_STATUSES } from '@lapwing/protocol/features/captures/status.ts';
import { listPolicies } from '@lapwing/protocol/features/policies/api.ts';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { load } from '../../api/client.ts';
import { groupsQuery, useMay } from '../../api/queries.ts';
import { SEVERITY_WORDS, WORST_FIRST } from '../../severity.ts';
import { Action } from '../../ui/button.tsx';
import { Choice, type Option } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { type CaptureFilters, isNarrowed, parseFilters } from './filters.ts';
import { STATUS_WORDS } from './words.ts';

const ALL = 'all';

const STATUS_OPTIONS: readonly Option<CaptureFilters['status']>[] = [
  { key: 'open', label: 'Open', hint: 'everything not closed' },
  ...CAPTURE_STATUSES.map((status) => ({ key: status, label: STATUS_WORDS[status].word })),
  { key: 'any', label: 'Every status' },
];

export interface CaptureFiltersBarProps {
  filters: CaptureFilters;
  onChange: (filters: CaptureFilters) => void;
  /** The name of the person or device that the list is narrowed to, where it is known. */
  narrowedTo: string | null;
}

/** Narrows the list: status, severity, policy, group, and the person or device that a link brought along. */
export function CaptureFiltersBar(props: CaptureFiltersBarProps): ReactNode {
  const { filters, onChange } = props;
  const mayPolicies = useMay('policies.view');
  const mayGroups = useMay('groups.view');
  const policies = useQuery({
    queryKey: ['policies', 'list'],
    queryFn: ({ signal }) => load(listPolicies, {}, signal),
    enabled: mayPolicies,
    staleTime: 10 * 60_000,
  }).data?.policies;
  const groups = useQuery({ ...groupsQuery, enabled: mayGroups }).data?.groups;
  const single = filters.person ?? filters.device;

  return (
    <div className="captures-filters" role="group" aria-label="Filters">
      <Choice
        label="Status"
        look="filter"
        neutral="open"
        named
        value={filters.status}
        options={STATUS_OPTIONS}
        onChange={(status) => onChange({ ...filters, status })}
      />
      <Choice
        label="Severity"
        look="filter"
        neutral={ALL}
        value={filters.severity ?? ALL}
        options={[
          { key: ALL, label: 'Every severity' },
          ...WORST_FIRST.map((key) => ({
            key,
            label: `${SEVERITY_WORDS[key].shape} ${SEVERITY_WORDS[key].word}`,
          })),
        ]}
        onChange={(key) =>
          onChange({ ...filters, severity: key === ALL ? null : parseFilters({ severity: key }).severity })
        }
      />
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
      {groups === undefined || groups.length === 0 ? null : (
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
      {single === null ? null : (
        <Action
          onPress={() => onChange({ ...filters, person: null, device: null })}
          label={`Show everyone again, not only ${props.narrowedTo ?? 'this one'}`}
        >
          Only <Name>{props.narrowedTo ?? (filters.person === null ? 'one device' : 'one person')}</Name>
          <X size={14} aria-hidden />
        </Action>
      )}
      {isNarrowed(filters) ? (
        <Action look="plain" onPress={() => onChange(parseFilters({}))}>
          Clear
        </Action>
      ) : null}
    </div>
  );
}
