import type { Group } from '@lapwing/protocol/features/groups/api.ts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { groupsQuery, useMay } from '../../api/queries.ts';
import { Choice, type Option } from '../../ui/field.tsx';

const WHOLE = 'whole';
const byName = new Intl.Collator('en-GB', { numeric: true });

/** For whom it is looked at: the whole school, or one of the groups that can say otherwise. */
export function GroupChoice(props: {
  /** Undefined for the whole school. */
  value: string | undefined;
  /** Its name, for one that is not in the list. */
  name: string | undefined;
  onChange: (group: string | undefined) => void;
}): ReactNode {
  const mayGroups = useMay('groups.view');
  const groups = useQuery({ ...groupsQuery, enabled: mayGroups }).data?.groups ?? [];
  const whole = groups.find((group) => group.builtIn === 'whole-school')?.id;
  const value = props.value === undefined || props.value === whole ? WHOLE : props.value;
  const options = groupOptions(groups);
  if (value !== WHOLE && !options.some((option) => option.key === value))
    options.push({ key: value, label: props.name ?? 'A group' });
  return (
    <span className="row group-choice">
      <span className="field-label" aria-hidden="true">
        For
      </span>
      <Choice
        label="For whom"
        look="filter"
        named
        neutral={WHOLE}
        value={value}
        options={options}
        onChange={(key) => props.onChange(key === WHOLE ? undefined : key)}
      />
    </span>
  );
}

/** The whole school first, then groups of people and of devices as a tree, each after what it is in. */
export function groupOptions(groups: readonly Group[]): Array<Option<string>> {
  const names = new Map(groups.map((group) => [group.id, group.name]));
  const shared = groups.filter((group) => group.builtIn === null && !group.personal);
  const known = new Set(shared.map((group) => group.id));
  const options: Array<Option<string>> = [{ key: WHOLE, label: 'Whole school' }];
  const placed = new Set<string>();
  function place(list: readonly Group[]): void {
    const sorted = list.toSorted(
      (one, other) =>
        Number(one.kind === 'devices') - Number(other.kind === 'devices') ||
        byName.compare(one.name, other.name),
    );
    for (const group of sorted) {
      // A group that is within itself is shown once.
      if (placed.has(group.id)) continue;
      placed.add(group.id);
      const above = group.parentId === null ? undefined : names.get(group.parentId);
      const hint = [group.kind === 'devices' ? 'devices' : null, above === undefined ? null : `in ${above}`]
        .filter((part) => part !== null)
        .join(', ');
      options.push({ key: group.id, label: group.name, ...(hint === '' ? {} : { hint }) });
      place(shared.filter((one) => one.parentId === group.id));
    }
  }
  place(shared.filter((group) => group.parentId === null || !known.has(group.parentId)));
  place(shared);
  return options;
}
