import type { Group } from '@lapwing/protocol/features/groups/api.ts';
import { type ReactNode, useState } from 'react';
import { SearchInput, Tick } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';

export type GroupChoice = Pick<Group, 'id' | 'name' | 'kind' | 'members'>;

/** From so many groups on, a word finds them. */
const SEARCHED = 12;

/** The groups that a role ends at, to be ticked. */
export function GroupTicks(props: {
  legend: string;
  groups: readonly GroupChoice[];
  chosen: readonly string[];
  onChange: (ids: readonly string[]) => void;
  error?: string | undefined;
}): ReactNode {
  const { groups, chosen } = props;
  const [word, setWord] = useState('');
  const wanted = word.trim().toLowerCase();
  const shown = groups.filter((group) => group.name.toLowerCase().includes(wanted));
  return (
    <fieldset className="ticks group-ticks">
      <legend className="field-label">{props.legend}</legend>
      {groups.length === 0 ? (
        <p className="quiet">There are no groups yet. Make them under Groups first.</p>
      ) : null}
      {groups.length < SEARCHED ? null : (
        <SearchInput
          label={`Find a group: ${props.legend}`}
          value={word}
          onChange={setWord}
          placeholder="Find a group"
        />
      )}
      {shown.length === 0 && groups.length > 0 ? (
        <p className="quiet">No group has this in its name.</p>
      ) : null}
      {shown.map((group) => (
        <Tick
          key={group.id}
          checked={chosen.includes(group.id)}
          onChange={(on) =>
            props.onChange(on ? [...chosen, group.id] : chosen.filter((one) => one !== group.id))
          }
        >
          <Name>{group.name}</Name>{' '}
          <span className="quiet small">
            {group.kind}, {group.members}
          </span>
        </Tick>
      ))}
      {props.error === undefined ? null : (
        <p className="field-error" role="alert">
          {props.error}
        </p>
      )}
    </fieldset>
  );
}
