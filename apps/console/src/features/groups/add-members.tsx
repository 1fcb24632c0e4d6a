import { addMembers, type Group } from '@lapwing/protocol/features/groups/api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { formError } from '../../api/failure.ts';
import { devicesQuery, usePeopleSearch } from '../../api/queries.ts';
import { sayMoment } from '../../ui/dates.ts';
import { Window } from '../../ui/dialog.tsx';
import { Choice, TextInput } from '../../ui/field.tsx';
import { Form, FormFoot } from '../../ui/form.tsx';
import { Name } from '../../ui/name.tsx';
import { Picker, type PickerItem } from '../../ui/picker.tsx';
import { Tag } from '../../ui/tag.tsx';
import { refreshGroups } from './queries.ts';
import { LENGTH_WORDS, LENGTHS, minutesOf, type Length, type Unit, UNITS } from './time-in-group.ts';
import { countInWords } from './words.ts';

/** At most so many in one go; the server takes no more. */
const MOST = 500;

/** Chooses people or devices and for how long, and puts them in the group. */
export function AddMembers(props: { group: Group; onClose: () => void }): ReactNode {
  const { group, onClose } = props;
  const client = useQueryClient();
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<readonly PickerItem[]>([]);
  // What restricts somebody ends by itself, unless somebody wants otherwise.
  const restricts = group.builtIn !== null && group.builtIn !== 'whole-school';
  const [length, setLength] = useState<Length>(restricts ? 'hour' : 'good');
  const [count, setCount] = useState('');
  const [unit, setUnit] = useState<Unit>('hours');
  const [now] = useState(() => new Date());
  const [tried, setTried] = useState(false);
  const found = useFound(group.kind, words).filter((item) => !chosen.some((one) => one.id === item.id));
  const minutes = minutesOf({ length, count, unit }, now);
  const add = useMutation({
    mutationFn: (given: number | null) =>
      load(addMembers, {
        params: { id: group.id },
        body: { ids: chosen.map(({ id }) => id), minutes: given },
      }),
    onSuccess() {
      refreshGroups(client);
      onClose();
    },
  });
  const what = group.kind === 'people' ? 'people' : 'devices';
  const missing = chosen.length === 0 ? `Choose ${what} first.` : undefined;
  const problem = formError(add.error, []) ?? (tried ? missing : undefined);
  const wrongLength = tried && minutes === undefined;
  return (
    <Window title={`Add ${what}`} open onClose={onClose}>
      <Form
        problem={problem}
        busy={add.isPending}
        onSubmit={() => {
          setTried(true);
          if (missing === undefined && minutes !== undefined) add.mutate(minutes);
        }}
      >
        <Picker
          label={group.kind === 'people' ? 'Who' : 'Which'}
          placeholder={group.kind === 'people' ? 'Type a name' : 'Type a device or a room'}
          words={words}
          onWords={setWords}
          items={found}
          nothing={
            group.kind === 'people' ? 'Nobody else fits. Try part of a name.' : 'No other device fits.'
          }
          onPick={(item) => {
            setWords('');
            if (chosen.length < MOST) setChosen([...chosen, item]);
          }}
        />
        {chosen.length === 0 ? null : (
          <ul className="chosen" aria-label="Chosen">
            {chosen.map((item) => (
              <li key={item.id}>
                <Tag onRemove={() => setChosen(chosen.filter((one) => one.id !== item.id))}>{item.label}</Tag>
              </li>
            ))}
          </ul>
        )}
        {restricts ? (
          <p>
            Whoever is in <Name>{group.name}</Name> is restricted at once, at whatever device they sit.
          </p>
        ) : null}
        <Choice
          label="For how long"
          value={length}
          onChange={setLength}
          options={LENGTHS.map((key) => ({ key, label: LENGTH_WORDS[key] }))}
        />
        {length === 'other' ? (
          <div className="length">
            <TextInput
              label="How many"
              name="count"
              value={count}
              onChange={setCount}
              error={wrongLength ? 'Give a whole number, up to a year in all.' : undefined}
            />
            <Choice
              label="Of"
              value={unit}
              onChange={setUnit}
              options={UNITS.map((key) => ({ key, label: key }))}
            />
          </div>
        ) : null}
        {typeof minutes === 'number' ? (
          <p className="quiet small">
            They are out again by themselves on{' '}
            {sayMoment(new Date(now.getTime() + minutes * 60_000).toISOString())}. Who is in for good already
            stays.
          </p>
        ) : null}
        <FormFoot
          onCancel={onClose}
          submit={chosen.length === 0 ? 'Add' : `Add ${countInWords(chosen.length, group)}`}
          busy={add.isPending}
        />
      </Form>
    </Window>
  );
}

/** People or devices for the words, of those that the reader may see. */
function useFound(kind: Group['kind'], words: string): PickerItem[] {
  const people = usePeopleSearch(kind === 'people' ? words : '', 20);
  const devices = useQuery({ ...devicesQuery, enabled: kind === 'devices' }).data?.devices ?? [];
  if (kind === 'people') {
    return people.map((person) => ({
      id: person.id,
      label: person.name,
      hint: person.form ?? person.username,
    }));
  }
  const search = words.trim().toLowerCase();
  return devices
    .filter((device) => device.status !== 'revoked')
    .filter((device) => `${device.name} ${device.room ?? ''}`.toLowerCase().includes(search))
    .slice(0, 20)
    .map((device) => ({ id: device.id, label: device.name, hint: device.room ?? '' }));
}
