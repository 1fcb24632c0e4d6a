import type { Device } from '@lapwing/protocol/features/devices/api.ts';
import type { Group } from '@lapwing/protocol/features/groups/api.ts';
import type { Person } from '@lapwing/protocol/features/people/api.ts';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-aria-components';
import { sayShortly } from '../../api/failure.ts';
import { devicesQuery, usePeopleSearch } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { OpenMark } from '../../severity-mark.tsx';
import { Action } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Name } from '../../ui/name.tsx';
import { Picker, type PickerItem } from '../../ui/picker.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Dot, Notice, State } from '../../ui/states.tsx';
import { groupPeopleQuery, useMembers } from './members.ts';

export interface MembersProps {
  group: Group;
  /** Why the members cannot be changed, when they cannot. */
  blocked: string | undefined;
}

/** The people of a group. */
export function PeopleMembers(props: MembersProps): ReactNode {
  const { group, blocked } = props;
  const query = useInfiniteQuery(groupPeopleQuery(group.id));
  const { add, remove } = useMembers(group);
  const [words, setWords] = useState('');
  const found = usePeopleSearch(words);
  const people = query.data?.pages.flatMap((page) => page.items) ?? [];
  const inside = new Set(people.map((person) => person.id));
  const columns = peopleColumns(blocked, (id) => remove.mutate(id));
  return (
    <MembersFrame
      adding={
        blocked === undefined ? (
          <Picker
            label="Add a person"
            placeholder="Type a name"
            words={words}
            onWords={setWords}
            items={found
              .filter((person) => !inside.has(person.id))
              .map((person) => ({ id: person.id, label: person.name, hint: person.form ?? person.username }))}
            nothing="Nobody else fits. Try part of a name."
            onPick={(item: PickerItem) => {
              setWords('');
              add.mutate(item.id);
            }}
          />
        ) : null
      }
      error={add.error ?? remove.error}
    >
      {query.data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
      ) : people.length === 0 ? (
        <State title="Nobody is in this group">
          {blocked === undefined ? 'Add people above.' : 'An administrator puts people in.'}
        </State>
      ) : (
        <DataTable
          label="Members"
          rows={people}
          columns={columns}
          rowKey={(person) => person.id}
          foot={
            query.hasNextPage ? (
              <div className="table-foot">
                <Action busy={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
                  Show more
                </Action>
              </div>
            ) : null
          }
        />
      )}
    </MembersFrame>
  );
}

/** The devices of a group, with who sits at each now. */
export function DeviceMembers(props: MembersProps): ReactNode {
  const { group, blocked } = props;
  const query = useQuery(devicesQuery);
  const { add, remove } = useMembers(group);
  const [words, setWords] = useState('');
  const all = query.data?.devices ?? [];
  const isInside = (device: Device): boolean => device.groups.some((one) => one.id === group.id);
  const devices = all.filter(isInside);
  const found = all
    .filter((device) => !isInside(device) && device.status !== 'revoked')
    .filter((device) =>
      `${device.name} ${device.room ?? ''}`.toLowerCase().includes(words.trim().toLowerCase()),
    )
    .slice(0, 20);
  const columns = deviceColumns(blocked, (id) => remove.mutate(id));
  return (
    <MembersFrame
      adding={
        blocked === undefined ? (
          <Picker
            label="Add a device"
            placeholder="Type a device or a room"
            words={words}
            onWords={setWords}
            items={found.map((device) => ({ id: device.id, label: device.name, hint: device.room ?? '' }))}
            nothing="No other device fits."
            onPick={(item: PickerItem) => {
              setWords('');
              add.mutate(item.id);
            }}
          />
        ) : null
      }
      error={add.error ?? remove.error}
    >
      {query.data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
      ) : devices.length === 0 ? (
        <State title="No device is in this group">
          {blocked === undefined ? 'Add devices above.' : 'An administrator puts devices in.'}
        </State>
      ) : (
        <DataTable label="Members" rows={devices} columns={columns} rowKey={(device) => device.id} />
      )}
    </MembersFrame>
  );
}

function MembersFrame(props: { adding: ReactNode; error: unknown; children: ReactNode }): ReactNode {
  return (
    <div className="members">
      <div className="members-bar stack">
        {props.adding}
        {props.error === null ? null : <Notice tone="stop">{sayShortly(props.error)}</Notice>}
      </div>
      {props.children}
    </div>
  );
}

function Remove(props: { name: string; blocked: string | undefined; onPress: () => void }): ReactNode {
  return (
    <Action look="plain" label={`Take out ${props.name}`} unavailable={props.blocked} onPress={props.onPress}>
      Take out
    </Action>
  );
}

function peopleColumns(blocked: string | undefined, takeOut: (id: string) => void): Column<Person>[] {
  return [
    {
      key: 'name',
      title: 'Name',
      sort: (person) => person.name,
      cell: (person) => (
        <Link href={paths.person(person.id)} className="strong-link">
          <Name>{person.name}</Name>
        </Link>
      ),
    },
    {
      key: 'form',
      title: 'Form',
      fixed: true,
      cell: (person) =>
        person.form === null ? <span className="quiet">None</span> : <Name>{person.form}</Name>,
    },
    {
      key: 'captures',
      title: 'Open captures',
      fixed: true,
      cell: (person) =>
        person.openCaptures === null || person.openCaptures === 0 ? (
          <span className="quiet">{person.openCaptures ?? ''}</span>
        ) : (
          <Link href={paths.capturesOfPerson(person.id)} className="open-link">
            <OpenMark count={person.openCaptures} worst={person.worstOpen} />
          </Link>
        ),
    },
    {
      key: 'remove',
      title: 'Actions',
      hideTitle: true,
      fixed: true,
      cell: (person) => <Remove name={person.name} blocked={blocked} onPress={() => takeOut(person.id)} />,
    },
  ];
}

function deviceColumns(blocked: string | undefined, takeOut: (id: string) => void): Column<Device>[] {
  return [
    {
      key: 'name',
      title: 'Device',
      sort: (device) => device.name,
      cell: (device) => (
        <Link href={paths.device(device.id)} className="strong-link">
          <Name>{device.name}</Name>
        </Link>
      ),
    },
    {
      key: 'state',
      title: 'State',
      fixed: true,
      sort: (device) => device.status,
      cell: (device) => (
        <span className="row">
          <Dot tone={device.status === 'online' ? 'good' : device.status === 'revoked' ? 'stop' : 'quiet'} />
          {device.status === 'online' ? 'Live' : device.status === 'revoked' ? 'Shut out' : 'Not connected'}
        </span>
      ),
    },
    {
      key: 'person',
      title: 'Person',
      sort: (device) => device.person?.name ?? '',
      cell: (device) =>
        device.person === null ? <span className="quiet">Nobody</span> : <Name>{device.person.name}</Name>,
    },
    {
      key: 'remove',
      title: 'Actions',
      hideTitle: true,
      fixed: true,
      cell: (device) => <Remove name={device.name} blocked={blocked} onPress={() => takeOut(device.id)} />,
    },
  ];
}
