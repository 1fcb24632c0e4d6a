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
    <Choice
      label="For"
      look="filter"
      named
      neutral={WHOLE}
      value={value}
      options={options}
      onChange={(key) => props.onChange(key === WHOLE ? undefined : key)}
    />
  );
}

/** The whole school first, then groups of people and of devices by name, each with what it is in. */
export function groupOptions(groups: readonly Group[]): Array<Option<string>> {
  const names = new Map(groups.map((group) => [group.id, group.name]));
  const others = groups
    .filter((group) => group.builtIn === null && !group.personal)
    .toSorted(
      (one, other) =>
        Number(one.kind === 'devices') - Number(other.kind === 'devices') ||
        byName.compare(one.name, other.name),
    );
  return [
    { key: WHOLE, label: 'Whole school' },
    ...others.map((group) => {
      const above = group.parentId === null ? undefined : names.get(group.parentId);
      const hint = [group.kind === 'devices' ? 'devices' : null, above === undefined ? null : `in ${above}`]
        .filter((part) => part !== null)
        .join(', ');
      return { key: group.id, label: group.name, ...(hint === '' ? {} : { hint }) };
    }),
  ];
}
