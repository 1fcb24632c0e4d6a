import type { Permitted } from '@lapwing/protocol/endpoint.ts';
import { changePerson, type Person } from '@lapwing/protocol/features/people/api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-aria-components/Link';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { devicesQuery, useMay } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { Initials, Name } from '../../ui/name.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { PersonForm } from './person-form.tsx';
import { PersonSessions } from './person-sessions.tsx';
import { PersonSettings } from './person-settings.tsx';
import { personQuery } from './queries.ts';
import './people.css';

/** One person: where they belong, where they are and were, what holds for them, and their captures a press away. */
export function PersonPanel(props: {
  id: string;
  mayManage: Permitted;
  /** What is watched for at the person, and why. */
  watched: (personId: string) => ReactNode;
  onClose: () => void;
}): ReactNode {
  const { id, mayManage } = props;
  const query = useQuery(personQuery(id));
  const [window, setWindow] = useState<'change' | 'leave' | null>(null);
  const mayCaptures = useMay('captures.view');
  const person = query.data;
  const unavailable = mayManage.allowed
    ? undefined
    : (mayManage.reason ?? 'Your role does not include changing the roster.');
  return (
    <aside className="aside stack" aria-label="Details of the person">
      <div className="aside-head">
        <h2 className="person-name">
          {person === undefined ? (
            'Person'
          ) : (
            <>
              <Initials name={person.name} />
              <Name>{person.name}</Name>
            </>
          )}
        </h2>
        <Action look="icon" label="Close the details" onPress={props.onClose}>
          <X size={16} aria-hidden />
        </Action>
      </div>
      {person === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={5} />
      ) : (
        <>
          {person.leftAt === null ? null : (
            <Notice>
              Left the school <When at={person.leftAt} show="moment" />. Kept for the record: in no group, and
              no device is matched any more.
            </Notice>
          )}
          <Facts person={person} />
          <div className="row">
            {mayCaptures ? (
              <ActionLink href={paths.capturesOfPerson(person.id)} look="main">
                {person.openCaptures === null || person.openCaptures === 0
                  ? 'All captures'
                  : `Captures: ${person.openCaptures} open`}
              </ActionLink>
            ) : null}
            <Action unavailable={unavailable} onPress={() => setWindow('change')}>
              Change
            </Action>
            {mayManage.allowed ? (
              <Action onPress={() => setWindow('leave')}>
                {person.leftAt === null ? 'Mark as having left' : 'Take back'}
              </Action>
            ) : null}
          </div>
          <PersonSettings id={person.id} />
          {props.watched(person.id)}
          <PersonSessions id={person.id} />
          {window === 'change' ? (
            <PersonForm person={person} onClose={() => setWindow(null)} onSaved={() => setWindow(null)} />
          ) : null}
          {window === 'leave' ? <Leave person={person} onClose={() => setWindow(null)} /> : null}
        </>
      )}
    </aside>
  );
}

function Facts(props: { person: Person }): ReactNode {
  const { person } = props;
  const mayDevices = useMay('devices.view');
  const devices = useQuery({ ...devicesQuery, enabled: mayDevices }).data?.devices ?? [];
  const here = devices.filter((device) => device.person?.personId === person.id);
  const own = devices.filter((device) => device.assignedPerson?.id === person.id);
  return (
    <dl className="facts">
      <dt>Account</dt>
      <dd>
        <Name>{person.username}</Name>
      </dd>
      <dt>Kind</dt>
      <dd>{person.kind === 'pupil' ? 'Pupil' : 'Member of staff'}</dd>
      {person.kind === 'pupil' ? (
        <>
          <dt>Year</dt>
          <dd>{person.year === null ? 'None' : <Name>{person.year}</Name>}</dd>
          <dt>Form</dt>
          <dd>{person.form === null ? 'None' : <Name>{person.form}</Name>}</dd>
        </>
      ) : null}
      {person.upn === null ? null : (
        <>
          <dt>UPN</dt>
          <dd className="number">{person.upn}</dd>
        </>
      )}
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
      {own.length === 0 ? null : (
        <>
          <dt>Own device</dt>
          <dd>
            {own.map((device, index) => (
              <span key={device.id}>
                {index === 0 ? '' : ', '}
                <Link href={paths.device(device.id)}>
                  <Name>{device.name}</Name>
                </Link>
              </span>
            ))}
          </dd>
        </>
      )}
    </dl>
  );
}

/** Says what leaving means before it happens, and what coming back does not bring. */
function Leave(props: { person: Person; onClose: () => void }): ReactNode {
  const { person } = props;
  const client = useQueryClient();
  const leaves = person.leftAt === null;
  const save = useMutation({
    mutationFn: () => load(changePerson, { params: { id: person.id }, body: { leaver: leaves } }),
    onSuccess(saved) {
      client.setQueryData(personQuery(saved.id).queryKey, saved);
      void client.invalidateQueries({ queryKey: ['people'] });
      void client.invalidateQueries({ queryKey: ['groups'] });
      props.onClose();
    },
  });
  return (
    <Confirm
      title={leaves ? 'Mark as having left' : 'Take back'}
      open
      verb={leaves ? 'Mark as having left' : 'Take back'}
      busy={save.isPending}
      error={save.error === null ? undefined : sayShortly(save.error)}
      onConfirm={() => save.mutate()}
      onClose={props.onClose}
    >
      {leaves ? (
        <p>
          <Name>{person.name}</Name> leaves {person.groups.length === 0 ? 'the roster' : 'every group'},
          stands in no list unless leavers are asked for, and no device is matched any more. The entry and the
          captures stay for the record.
        </p>
      ) : (
        <p>
          <Name>{person.name}</Name> is at the school again and is matched to devices from now on. Groups by
          rule take them in at once; into other groups they are put by hand.
        </p>
      )}
    </Confirm>
  );
}
