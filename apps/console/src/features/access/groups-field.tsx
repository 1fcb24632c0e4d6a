import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { groupsQuery } from '../../api/queries.ts';
import { Picker } from '../../ui/picker.tsx';
import { Tag } from '../../ui/tag.tsx';
import { groupsForPolicies } from './queries.ts';

/** The groups that a policy is for: found by a few letters, and taken off again one by one. */
export function GroupsField(props: {
  chosen: ReadonlyArray<{ readonly id: string; readonly name: string }>;
  error: string | undefined;
  fixed: boolean;
  onChange: (chosen: ReadonlyArray<{ readonly id: string; readonly name: string }>) => void;
}): ReactNode {
  const { chosen } = props;
  const [words, setWords] = useState('');
  const groups = useQuery(groupsQuery).data?.groups ?? [];
  const sought = words.trim().toLocaleLowerCase('en-GB');
  const found = groupsForPolicies(groups).filter(
    ({ id, name, within }) =>
      !chosen.some((each) => each.id === id) &&
      `${within} ${name}`.toLocaleLowerCase('en-GB').includes(sought),
  );
  return (
    <div className="stack">
      {props.fixed ? null : (
        <Picker
          label="Groups"
          placeholder="A form, a year, a room, or Whole school"
          words={words}
          onWords={setWords}
          items={found.slice(0, 30).map(({ id, name, within }) => ({ id, label: name, hint: within }))}
          onPick={({ id, label }) => {
            props.onChange([...chosen, { id, name: label }]);
            setWords('');
          }}
          nothing="No group fits. Make one under Groups."
        />
      )}
      {chosen.length === 0 ? (
        <p className="quiet small">For nobody yet: it does nothing before it has a group.</p>
      ) : (
        <ul className="access-groups" aria-label="It is for">
          {chosen.map(({ id, name }) => (
            <li key={id}>
              <Tag
                {...(props.fixed
                  ? {}
                  : { onRemove: () => props.onChange(chosen.filter((each) => each.id !== id)) })}
              >
                {name}
              </Tag>
            </li>
          ))}
        </ul>
      )}
      {props.error === undefined ? null : (
        <p className="field-error" role="alert">
          {props.error}
        </p>
      )}
    </div>
  );
}
