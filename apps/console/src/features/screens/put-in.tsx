import type { Group } from '@lapwing/protocol/features/groups/api.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { groupsQuery } from '../../api/queries.ts';
import { Action } from '../../ui/button.tsx';
import { Confirm, Window } from '../../ui/dialog.tsx';
import { Choice } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Notice } from '../../ui/states.tsx';
import { Picker } from '../../ui/picker.tsx';
import type { KeyedSeat } from './seat.ts';
import { type Actions, isRestriction, memberIds } from './use-actions.ts';
import { countOf } from './words.ts';

const LENGTHS = [
  { key: 'good', label: 'For good', minutes: null },
  { key: '30', label: '30 minutes', minutes: 30 },
  { key: '60', label: '1 hour', minutes: 60 },
  { key: '480', label: '8 hours', minutes: 480 },
  { key: '10080', label: '7 days', minutes: 10_080 },
] as const;
type Length = (typeof LENGTHS)[number]['key'];

/** Puts what is chosen in a group; the keyboard's way to what dragging onto a group does. */
export function PutIn(props: {
  chosen: readonly KeyedSeat[];
  /** The group that was dropped on, when it asks for how long. */
  given: Group | null;
  actions: Actions;
  onClose: () => void;
}): ReactNode {
  const { chosen, actions, onClose } = props;
  const groups = useQuery(groupsQuery).data?.groups ?? [];
  const [words, setWords] = useState('');
  const [group, setGroup] = useState<Group | null>(props.given);
  const [chosenLength, setLength] = useState<Length | null>(null);
  const people = memberIds(chosen, 'people');
  const devices = memberIds(chosen, 'devices');
  const fits = groups.filter(
    (one) =>
      one.builtIn !== 'whole-school' &&
      (one.kind === 'people' ? people.length : devices.length) > 0 &&
      one.name.toLowerCase().includes(words.trim().toLowerCase()),
  );
  const ids = group === null ? [] : group.kind === 'people' ? people : devices;
  const restricts = group !== null && isRestriction(group);
  // What restricts somebody ends by itself, unless somebody wants otherwise.
  const length = chosenLength ?? (restricts ? '60' : 'good');
  async function put(into: Group, minutes: number | null): Promise<void> {
    if (await actions.putIn(into, ids, minutes)) onClose();
  }
  return (
    <Window title="Put in a group" open onClose={onClose}>
      {group === null ? (
        <Picker
          label="Group"
          placeholder="Type the name of a group"
          words={words}
          onWords={setWords}
          items={fits.slice(0, 30).map((one) => ({
            id: one.id,
            label: one.name,
            hint:
              one.kind === 'people' ? countOf(people.length, 'people') : countOf(devices.length, 'devices'),
          }))}
          nothing="No group of yours fits."
          onPick={(item) => {
            const picked = groups.find((one) => one.id === item.id);
            if (picked === undefined) return;
            setGroup(picked);
          }}
        />
      ) : (
        <div className="stack">
          <p>
            {countOf(ids.length, group.kind)} {ids.length === 1 ? 'is' : 'are'} put in{' '}
            <strong>
              <Name>{group.name}</Name>
            </strong>
            .
          </p>
          {restricts ? (
            <Notice>
              Whoever is in this group is restricted at once, at whatever device. It shows on their picture
              and on their own page, and ends by itself when the time is over.
            </Notice>
          ) : null}
          <Choice
            label="For how long"
            value={length}
            onChange={setLength}
            options={LENGTHS.map(({ key, label }) => ({ key, label }))}
          />
        </div>
      )}
      <div className="dialog-foot">
        <Action onPress={onClose}>Cancel</Action>
        <Action
          look="main"
          busy={actions.busy}
          unavailable={group === null ? 'Choose a group first.' : undefined}
          onPress={() => {
            if (group === null) return;
            const minutes = LENGTHS.find((one) => one.key === length)?.minutes ?? null;
            void put(group, minutes);
          }}
        >
          Put in
        </Action>
      </div>
    </Window>
  );
}

/** Asks before members are taken out. */
export function TakeOut(props: {
  chosen: readonly KeyedSeat[];
  group: Group;
  actions: Actions;
  onClose: () => void;
}): ReactNode {
  const { group, actions, onClose } = props;
  const ids = memberIds(props.chosen, group.kind);
  return (
    <Confirm
      title="Take out of this group?"
      open
      onClose={onClose}
      verb={`Take out ${countOf(ids.length, group.kind)}`}
      busy={actions.busy}
      onConfirm={() => {
        void actions.takeOut(group, ids).then(onClose);
      }}
    >
      <p>
        {countOf(ids.length, group.kind)} {ids.length === 1 ? 'leaves' : 'leave'}{' '}
        <strong>
          <Name>{group.name}</Name>
        </strong>
        . Captures and recordings stay. Whoever is in by the group’s rule, or by a group inside it, stays in.
      </p>
    </Confirm>
  );
}
