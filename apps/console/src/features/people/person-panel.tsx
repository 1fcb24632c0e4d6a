import { useQuery } from '@tanstack/react-query';
import type { Permitted } from '@lapwing/protocol/endpoint.ts';
import { X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-aria-components';
import { devicesQuery, useMay } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { Name } from '../../ui/name.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { When } from '../../ui/when.tsx';
import { PersonForm } from './person-form.tsx';
import { personQuery } from './queries.ts';

/** One person: where they belong, where they are now, and their captures a press away. */
export function PersonPanel(props: { id: string; mayManage: Permitted; onClose: () => void }): ReactNode {
  const { id, mayManage } = props;
  const query = useQuery(personQuery(id));
  const [editing, setEditing] = useState(false);
  const mayDevices = useMay('devices.view');
  const mayCaptures = useMay('captures.view');
  const devices = useQuery({ ...devicesQuery, enabled: mayDevices }).data?.devices ?? [];
  const person = query.data;
  const here = devices.filter((device) => device.person?.personId === id);
  return (
    <aside className="aside stack" aria-label="Details of the person">
      <div className="aside-head">
        <h2>{person === undefined ? 'Person' : <Name>{person.name}</Name>}</h2>
        <Action look="icon" label="Close the details" onPress={props.onClose}>
          <X size={16} aria-hidden />
        </Action>
      </div>
      {person === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={5} />
      ) : (
        <>
          <dl className="facts">
            <dt>Account</dt>
            <dd>
              <Name>{person.username}</Name>
            </dd>
            <dt>Kind</dt>
            <dd>{person.kind === 'pupil' ? 'Pupil' : 'Member of staff'}</dd>
            <dt>Year</dt>
            <dd>{person.year === null ? 'None' : <Name>{person.year}</Name>}</dd>
            <dt>Form</dt>
            <dd>{person.form === null ? 'None' : <Name>{person.form}</Name>}</dd>
            <dt>Groups</dt>
            <dd>
              {person.groups.length === 0
                ? 'None'
                : person.groups.map((group, index) => (
                    <span key={group.id}>
                      {index === 0 ? '' : ', '}
                      <Link href={paths.group(group.id)}>
                        <Name>{group.name}</Name>
                      </Link>
                    </span>
                  ))}
            </dd>
            <dt>At a device</dt>
            <dd>
              {here.length === 0
                ? 'Not now'
                : here.map((device) => (
                    <span key={device.id}>
                      <Link href={paths.device(device.id)}>
                        <Name>{device.name}</Name>
                      </Link>
                      {device.person === null ? null : (
                        <span className="quiet small">
                          {' '}
                          since <When at={device.person.since} />
                        </span>
                      )}{' '}
                    </span>
                  ))}
            </dd>
          </dl>
          <div className="row">
            {mayCaptures ? (
              <ActionLink href={paths.capturesOfPerson(person.id)} look="main">
                {person.openCaptures === null || person.openCaptures === 0
                  ? 'All captures'
                  : `Captures: ${person.openCaptures} open`}
              </ActionLink>
            ) : null}
            <Action
              unavailable={
                mayManage.allowed
                  ? undefined
                  : (mayManage.reason ?? 'Your role does not include changing the roster.')
              }
              onPress={() => setEditing(true)}
            >
              Change
            </Action>
          </div>
          {editing ? (
            <PersonForm person={person} onClose={() => setEditing(false)} onSaved={() => setEditing(false)} />
          ) : null}
        </>
      )}
    </aside>
  );
}
