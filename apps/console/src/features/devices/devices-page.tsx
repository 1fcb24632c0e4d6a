import type { Device } from '@lapwing/protocol/features/devices/api.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-aria-components';
import { devicesQuery, useMay, useMe } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { ActionLink } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Choice, SearchInput } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { State } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { DevicePanel } from './device-panel.tsx';
import { DeviceState } from './device-state.tsx';
import { sayPlatform, STATUS_WORDS } from './words.ts';
import './devices.css';

const ALL = 'all';

const COLUMNS: readonly Column<Device>[] = [
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
    key: 'status',
    title: 'State',
    fixed: true,
    sort: (device) => device.status,
    cell: (device) => <DeviceState device={device} />,
  },
  {
    key: 'person',
    title: 'Person',
    sort: (device) => device.person?.name ?? '',
    cell: (device) => <PersonAt device={device} />,
  },
  {
    key: 'room',
    title: 'Room',
    sort: (device) => device.room ?? '',
    cell: (device) =>
      device.room === null ? <span className="quiet">None</span> : <Name>{device.room}</Name>,
  },
  {
    key: 'platform',
    title: 'Platform',
    sort: (device) => sayPlatform(device.platform),
    cell: (device) => <span className="quiet">{sayPlatform(device.platform)}</span>,
  },
  {
    key: 'seen',
    title: 'Last seen',
    fixed: true,
    sort: (device) =>
      device.status === 'online'
        ? Number.MAX_SAFE_INTEGER
        : device.lastSeenAt === null
          ? 0
          : Date.parse(device.lastSeenAt),
    cell: (device) =>
      device.status === 'online' ? (
        'Now'
      ) : device.lastSeenAt === null ? (
        <span className="quiet">Never yet</span>
      ) : (
        <When at={device.lastSeenAt} />
      ),
  },
  {
    key: 'queued',
    title: 'Queued at connect',
    fixed: true,
    sort: (device) => device.queued,
    cell: (device) => (
      <span className="number">{device.queued === 0 ? <span className="quiet">0</span> : device.queued}</span>
    ),
  },
];

function PersonAt(props: { device: Device }): ReactNode {
  const { person } = props.device;
  if (person === null) return <span className="quiet">Nobody</span>;
  if (person.personId === null) {
    return (
      <>
        <Name>{person.name}</Name> <span className="quiet small">not matched</span>
      </>
    );
  }
  return (
    <Link href={paths.person(person.personId)}>
      <Name>{person.name}</Name>
    </Link>
  );
}

/** All devices, live; the chosen one at the right. */
/** What is watched for at a device and whoever is at it, and why. */
export type Watched = (deviceId: string, personId: string | null) => ReactNode;

export function DevicesPage(props: {
  selectedId: string | null;
  go: (href: string) => void;
  watched: Watched;
  /** What was done on it. */
  activity: (deviceId: string) => ReactNode;
}): ReactNode {
  const query = useQuery(devicesQuery);
  const { scopedToGroups } = useMe();
  const mayReleases = useMay('releases.view');
  const [words, setWords] = useState('');
  const [status, setStatus] = useState<Device['status'] | typeof ALL>(ALL);
  const [room, setRoom] = useState(ALL);
  const devices = query.data?.devices ?? [];
  const rooms = [
    ...new Set(devices.flatMap((device) => (device.room === null ? [] : [device.room]))),
  ].toSorted();
  const shown = devices.filter(
    (device) =>
      (status === ALL || device.status === status) &&
      (room === ALL || device.room === room) &&
      fits(words, device),
  );
  const selected = devices.find((device) => device.id === props.selectedId);
  const mayEnrol = query.data?.may.enrol.allowed ?? false;

  return (
    <Page
      title="Devices"
      tab="Devices"
      flush
      description={query.data === undefined ? undefined : describe(devices)}
      actions={
        <>
          {scopedToGroups ? null : <ActionLink href={paths.coverage()}>Coverage</ActionLink>}
          {mayReleases ? <ActionLink href={paths.desktopAgent()}>Desktop agent</ActionLink> : null}
          {mayEnrol ? (
            <ActionLink href={paths.enrol()} look="main">
              Add devices
            </ActionLink>
          ) : null}
        </>
      }
      bar={
        devices.length === 0 ? undefined : (
          <>
            <SearchInput
              label="Search devices"
              placeholder="Device, room or person"
              value={words}
              onChange={setWords}
            />
            <Choice
              label="State"
              look="filter"
              neutral={ALL}
              value={status}
              onChange={setStatus}
              options={[
                { key: ALL, label: 'Every state' },
                { key: 'online', label: STATUS_WORDS.online.word },
                { key: 'offline', label: STATUS_WORDS.offline.word },
                { key: 'revoked', label: STATUS_WORDS.revoked.word },
              ]}
            />
            {rooms.length === 0 ? null : (
              <Choice
                label="Room"
                look="filter"
                neutral={ALL}
                value={room}
                onChange={setRoom}
                options={[
                  { key: ALL, label: 'Every room' },
                  ...rooms.map((one) => ({ key: one, label: one })),
                ]}
              />
            )}
          </>
        )
      }
      aside={
        selected === undefined ? null : (
          <DevicePanel
            key={selected.id}
            device={selected}
            watched={props.watched(selected.id, selected.person?.personId ?? null)}
            activity={props.activity(selected.id)}
            onClose={() => props.go(paths.devices())}
          />
        )
      }
    >
      {query.data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
      ) : devices.length === 0 ? (
        <State
          title="No devices yet"
          actions={
            mayEnrol ? (
              <ActionLink href={paths.enrol()} look="main">
                Add the first device
              </ActionLink>
            ) : undefined
          }
        >
          {mayEnrol
            ? 'Put Lapwing’s extension on the school’s browsers with the school code. Each device appears here by itself.'
            : 'An administrator adds devices. They appear here by themselves.'}
        </State>
      ) : props.selectedId !== null && selected === undefined ? (
        <State
          title="There is no such device"
          icon="missing"
          actions={<ActionLink href={paths.devices()}>All devices</ActionLink>}
        >
          It may have been removed, or it is not for you to see.
        </State>
      ) : shown.length === 0 ? (
        <State title="No device fits" icon="missing">
          Try part of a name, or another state or room.
        </State>
      ) : (
        <DataTable
          label="Devices"
          rows={shown}
          columns={selected === undefined ? COLUMNS : COLUMNS.slice(0, 3)}
          rowKey={(device) => device.id}
          chosenKey={props.selectedId}
        />
      )}
    </Page>
  );
}

function describe(devices: readonly Device[]): string {
  const live = devices.filter((device) => device.status === 'online').length;
  const refused = devices.filter(
    (device) => device.lastRefusal !== null && device.status !== 'revoked',
  ).length;
  const count = devices.length === 1 ? '1 device' : `${devices.length} devices`;
  return `${count}, ${live} live${refused === 0 ? '' : `, ${refused} turned away`}`;
}

function fits(words: string, device: Device): boolean {
  const text = [device.name, device.room, device.person?.name, device.assignedPerson?.name]
    .join(' ')
    .toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
