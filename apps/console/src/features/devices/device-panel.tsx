import { changeDevice, type Device, revokeDevice } from '@lapwing/protocol/features/devices/api.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-aria-components';
import { load } from '../../api/client.ts';
import { fieldError, formError, sayShortly } from '../../api/failure.ts';
import { devicesQuery, useMay, usePeopleSearch } from '../../api/queries.ts';
import { paths } from '../../paths.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { TextInput } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Picker } from '../../ui/picker.tsx';
import { Notice } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { DeviceMore } from './device-more.tsx';
import { DeviceState } from './device-state.tsx';
import { REFUSAL_WORDS, sayAgent, sayPlatform } from './words.ts';
import { Form } from '../../ui/form.tsx';

function useKeepDevice(): (device: Device) => void {
  const client = useQueryClient();
  return (device) => {
    client.setQueryData(devicesQuery.queryKey, (list) =>
      list === undefined
        ? undefined
        : { ...list, devices: list.devices.map((one) => (one.id === device.id ? device : one)) },
    );
  };
}

/** One device: who is there, what it can watch, what can be changed. */
export function DevicePanel(props: {
  device: Device;
  /** What is watched for there, and why. */
  watched: ReactNode;
  /** What was done on it. */
  activity: ReactNode;
  onClose: () => void;
}): ReactNode {
  const { device } = props;
  const [editing, setEditing] = useState(false);
  const [revoking, setRevoking] = useState(false);
  const maySeeCaptures = useMay('captures.view');
  const keep = useKeepDevice();
  const blocked = device.may.manage.allowed
    ? device.status === 'revoked'
      ? 'It is shut out already.'
      : undefined
    : (device.may.manage.reason ?? 'Your role does not include changing devices.');
  const revoke = useMutation({
    mutationFn: () => load(revokeDevice, { params: { id: device.id } }),
    onSuccess(changed) {
      keep(changed);
      setRevoking(false);
    },
  });

  return (
    <aside className="aside stack" aria-label="Details of the device">
      <div className="aside-head">
        <h2>
          <Name>{device.name}</Name>
        </h2>
        <Action look="icon" label="Close the details" onPress={props.onClose}>
          <X size={16} aria-hidden />
        </Action>
      </div>
      {device.lastRefusal === null ? null : (
        <Notice tone="warn">
          Turned away <When at={device.lastRefusal.at} />. {REFUSAL_WORDS[device.lastRefusal.reason]}
        </Notice>
      )}
      <dl className="facts">
        <dt>State</dt>
        <dd>
          <DeviceState device={device} />
        </dd>
        <dt>Person now</dt>
        <dd>{device.person === null ? 'Nobody' : <AtDevice person={device.person} />}</dd>
        <dt>Room</dt>
        <dd>{device.room === null ? 'None' : <Name>{device.room}</Name>}</dd>
        <dt>Belongs to</dt>
        <dd>
          {device.assignedPerson === null ? (
            'Nobody in particular'
          ) : (
            <Name>{device.assignedPerson.name}</Name>
          )}
        </dd>
        <dt>Groups</dt>
        <dd>
          {device.groups.length === 0
            ? 'None'
            : device.groups.map((group, index) => (
                <span key={group.id}>
                  {index === 0 ? '' : ', '}
                  <Link href={paths.group(group.id)}>
                    <Name>{group.name}</Name>
                  </Link>
                </span>
              ))}
        </dd>
        <dt>Platform</dt>
        <dd>
          {sayPlatform(device.platform)}
          <br />
          <span className="quiet small">{sayAgent(device.platform)}</span>
        </dd>
        <dt>Last seen</dt>
        <dd>
          {device.status === 'online' ? (
            'Now'
          ) : device.lastSeenAt === null ? (
            'Never yet'
          ) : (
            <When at={device.lastSeenAt} show="both" />
          )}
        </dd>
        <dt>Enrolled</dt>
        <dd>
          <When at={device.enrolledAt} show="moment" />
        </dd>
        <dt>Queued</dt>
        <dd>
          {device.queued === 0
            ? 'No captures waited on it when it connected last'
            : `${device.queued} ${device.queued === 1 ? 'capture' : 'captures'} waited on it when it connected last`}
        </dd>
        {device.lost === 0 ? null : (
          <>
            <dt>Lost</dt>
            <dd>
              <strong>
                {device.lost} {device.lost === 1 ? 'capture' : 'captures'} could not be kept
              </strong>{' '}
              since it was enrolled: its storage was full. Free space on it, or see why it is so seldom
              connected.
            </dd>
          </>
        )}
      </dl>
      <div className="row">
        <Action unavailable={blocked} onPress={() => setEditing(true)}>
          Change
        </Action>
        {maySeeCaptures ? (
          <ActionLink href={paths.capturesOfDevice(device.id)}>Its captures</ActionLink>
        ) : null}
        <Action unavailable={blocked} onPress={() => setRevoking(true)}>
          Shut out
        </Action>
      </div>
      {editing ? <DeviceForm device={device} onDone={() => setEditing(false)} /> : null}
      <DeviceMore device={device} watched={props.watched} activity={props.activity} />
      <Confirm
        title="Shut out this device?"
        open={revoking}
        onClose={() => setRevoking(false)}
        verb="Shut it out"
        onConfirm={() => revoke.mutate()}
        busy={revoke.isPending}
        error={revoke.error === null ? undefined : sayShortly(revoke.error)}
      >
        <p>
          <Name>{device.name}</Name> is disconnected at once and is not monitored any more. Its key is never
          taken again; to come back it must be enrolled anew with the school code.
        </p>
        <p>
          Its captures so far stay.
          {device.queued > 0 ? ' Captures that still wait on it are lost.' : ''}
        </p>
      </Confirm>
    </aside>
  );
}

function AtDevice(props: { person: NonNullable<Device['person']> }): ReactNode {
  const { person } = props;
  return (
    <>
      {person.personId === null ? (
        <>
          <Name>{person.name}</Name> (matched to nobody)
        </>
      ) : (
        <Link href={paths.person(person.personId)}>
          <Name>{person.name}</Name>
        </Link>
      )}{' '}
      <span className="quiet small">
        since <When at={person.since} />
      </span>
    </>
  );
}

function DeviceForm(props: { device: Device; onDone: () => void }): ReactNode {
  const { device } = props;
  const [name, setName] = useState(device.name);
  const [room, setRoom] = useState(device.room ?? '');
  const [person, setPerson] = useState(device.assignedPerson);
  const [words, setWords] = useState('');
  const found = usePeopleSearch(words);
  const keep = useKeepDevice();
  const save = useMutation({
    mutationFn: () =>
      load(changeDevice, {
        params: { id: device.id },
        body: { name, room: room.trim() === '' ? null : room, assignedPersonId: person?.id ?? null },
      }),
    onSuccess(changed) {
      keep(changed);
      props.onDone();
    },
  });
  const problem = formError(save.error, ['name', 'room']);
  return (
    <Form
      look="card"
      label="Change the device"
      problem={problem}
      busy={save.isPending}
      onSubmit={() => save.mutate()}
    >
      <TextInput
        label="Name"
        name="name"
        value={name}
        onChange={setName}
        error={fieldError(save.error, 'name')}
        autoFocus
      />
      <TextInput
        label="Room"
        name="room"
        value={room}
        onChange={setRoom}
        error={fieldError(save.error, 'room')}
        hint="Empty when it stands in no particular room."
      />
      {person === null ? (
        <Picker
          label="Belongs to"
          placeholder="Nobody in particular"
          words={words}
          onWords={setWords}
          items={found.map((one) => ({ id: one.id, label: one.name, hint: one.form ?? one.username }))}
          nothing="Nobody fits. Try part of a name."
          onPick={(item) => {
            setPerson({ id: item.id, name: item.label });
            setWords('');
          }}
        />
      ) : (
        <div className="field">
          <span className="field-label">Belongs to</span>
          <span className="row">
            <Name>{person.name}</Name>
            <Action onPress={() => setPerson(null)}>Nobody in particular</Action>
          </span>
        </div>
      )}
      <div className="row">
        <Action look="main" submit busy={save.isPending}>
          Save
        </Action>
        <Action onPress={props.onDone}>Cancel</Action>
      </div>
    </Form>
  );
}
