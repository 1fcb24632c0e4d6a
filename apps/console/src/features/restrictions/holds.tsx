import type { DeviceControl, RestrictionShown } from '@lapwing/protocol/features/restrictions/api.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { devicesQuery, useMay } from '../../api/queries.ts';
import { Action } from '../../ui/button.tsx';
import { sayClock } from '../../ui/dates.ts';
import { Name } from '../../ui/name.tsx';
import { useNow } from '../../ui/time-left.tsx';
import { When } from '../../ui/when.tsx';
import { HeldOne } from './held-one.tsx';
import { holdsAt } from './in-force.ts';
import { restrictionsQuery, type RestrictionsOf } from './queries.ts';
import { heldAway, saySince } from './marks.ts';
import { useActs } from './use-acts.ts';
import { useControl, useInForce } from './use-control.ts';
import { INTERNET_WORDS, sayBy, STANDING_WORDS } from './words.ts';
import './restrictions.css';

/**
 * What holds at a person or a device, and why: what it should be and what the device says, each thing in force with who
 * set it and until when, what decides instead, and what held in the last days.
 */
export function Holds(props: { deviceId: string | null; personId: string | null }): ReactNode {
  const may = useMay('restrictions.view');
  const { personId } = props;
  const elsewhere = useDevicesOf(props.deviceId === null ? personId : null);
  const ids = props.deviceId === null ? elsewhere : [props.deviceId];
  const control = useControl(ids);
  const of: RestrictionsOf | null =
    personId !== null ? { personId } : props.deviceId !== null ? { deviceId: props.deviceId } : null;
  if (!may || of === null) return null;
  const there = props.deviceId === null ? undefined : control.get(props.deviceId);
  // Of one that is not connected it is not known who sits there.
  const nobodyAt = there?.online === true && there.personId === null ? props.deviceId : null;
  return <Body of={of} control={[...control.values()]} personId={personId} nobodyAt={nobodyAt} />;
}

/** Devices at which somebody sits now. */
function useDevicesOf(personId: string | null): string[] {
  const may = useMay('devices.view');
  const devices = useQuery({ ...devicesQuery, enabled: may && personId !== null }).data?.devices ?? [];
  return personId === null
    ? []
    : devices.flatMap(({ id, person }) => (person?.personId === personId ? [id] : []));
}

function Body(props: {
  of: RestrictionsOf;
  control: readonly DeviceControl[];
  personId: string | null;
  nobodyAt: string | null;
}): ReactNode {
  const { of, control, personId, nobodyAt } = props;
  const query = useInForce(of);
  const acts = useActs();
  const [history, setHistory] = useState(false);
  const listed = query.data?.restrictions ?? [];
  const now = useNow(listed.length > 0);
  const [first] = control;
  // What is for the device or its room holds at whoever sits there, and is not theirs.
  const there = useInForce(personId === null || first === undefined ? null : { deviceId: first.deviceId });
  const known = new Map([...(there.data?.restrictions ?? []), ...listed].map((one) => [one.id, one]));
  const because = control.flatMap(({ desired }) => desired.because);
  const named = new Set(because.map(({ id }) => id));
  // Of somebody who sits nowhere only the restrictions themselves are known.
  const alone = listed.filter((one) => !named.has(one.id) && holdsAt(one, now));
  const nothing = because.length === 0 && alone.length === 0;
  return (
    <section className="holds" aria-labelledby="holds-heading">
      <h3 id="holds-heading">What holds here, and why</h3>
      {first === undefined ? null : <States one={first} />}
      {nothing ? (
        <p className="quiet">{query.isPending ? 'Looking it up…' : 'Nothing is restricted.'}</p>
      ) : (
        <ul className="holds-list">
          {[...new Map(because.map((one) => [one.id, one])).values()].map((one) => (
            <HeldOne
              key={one.id}
              what={one.what}
              by={one.by}
              until={one.until}
              overruledBy={one.overruledBy}
              restriction={known.get(one.id)}
              personId={personId}
              deviceId={nobodyAt}
              now={now}
              acts={acts}
            />
          ))}
          {alone.map((one) => (
            <HeldOne
              key={one.id}
              what={one.what}
              by={sayBy(one)}
              until={one.until}
              overruledBy={null}
              restriction={one}
              personId={personId}
              deviceId={nobodyAt}
              now={now}
              acts={acts}
            />
          ))}
        </ul>
      )}
      <div>
        <Action look="plain" expanded={history} onPress={() => setHistory(!history)}>
          {history ? 'Hide the last days' : 'The last days'}
        </Action>
      </div>
      {history ? <History of={of} /> : null}
    </section>
  );
}

/** What it should be beside what the device says. */
function States(props: { one: DeviceControl }): ReactNode {
  const { desired, away, standing } = props.one;
  const actual = actualNow(props.one);
  const { word, shape, detail } = STANDING_WORDS[standing];
  const rows = [
    {
      key: 'screen',
      title: 'Screen',
      should: desired.locked ? 'Locked' : 'Open',
      is: actual === null ? null : actual.locked ? 'Locked' : 'Open',
    },
    {
      key: 'internet',
      title: 'Internet',
      should: INTERNET_WORDS[desired.internet],
      is: actual === null ? null : INTERNET_WORDS[actual.internet],
    },
    {
      key: 'sound',
      title: 'Sound',
      should: desired.muted ? 'Muted' : 'On',
      is: actual === null ? null : actual.muted ? 'Muted' : 'On',
    },
  ];
  const gaps = [...(actual?.failed ?? []), ...(actual?.gaps ?? [])];
  // Of one that is not connected nobody expects that it does what was set since.
  const differs = (is: string | null, should: string): boolean =>
    away === null && is !== null && is !== should;
  return (
    <>
      <table className="holds-states">
        <thead>
          <tr>
            <th scope="col">
              <span className="unseen">What</span>
            </th>
            <th scope="col">Should be</th>
            <th scope="col">
              {away === null
                ? `The device says${actual === null ? '' : `, ${sayClock(actual.at)}`}`
                : 'Without the connection'}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, title, should, is }) => (
            <tr key={key}>
              <th scope="row">{title}</th>
              <td>{should}</td>
              <td data-differs={differs(is, should)}>
                {is ?? 'Nothing yet'}
                {differs(is, should) ? ' !' : ''}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="small">
        <strong>
          <span aria-hidden="true">{shape} </span>
          {word}.
        </strong>{' '}
        <span className="quiet">
          {away === null ? '' : `${saySince(props.one)} `}
          {detail}
        </span>
      </p>
      {gaps.length === 0 ? null : (
        <ul className="bullets small">
          {gaps.map((gap) => (
            <li key={gap}>{gap}</li>
          ))}
        </ul>
      )}
    </>
  );
}

/** What a device said that has gone since is not what it does now: some of it has ended by itself. */
function actualNow(one: DeviceControl): DeviceControl['actual'] {
  const { actual, away } = one;
  if (actual === null || away === null) return actual;
  const held = heldAway(one);
  const policies = one.desired.because.some(({ kind }) => kind === 'access-policy');
  const limited = held.internet === 'open' && actual.internet === 'limited' && policies;
  return { ...actual, ...held, internet: limited ? 'limited' : held.internet };
}

function History(props: { of: RestrictionsOf }): ReactNode {
  const query = useQuery(restrictionsQuery(props.of, true));
  const past = query.data?.restrictions;
  if (past === undefined)
    return (
      <p className="quiet">{query.isError ? 'The last days could not be fetched.' : 'Looking it up…'}</p>
    );
  if (past.length === 0) return <p className="quiet">Nothing in the last days.</p>;
  return (
    <ul className="holds-history small">
      {past.slice(0, 40).map((one) => (
        <li key={one.id}>
          <span className="quiet">
            <When at={one.from} show="moment" />
          </span>{' '}
          {one.what}
          <span className="quiet">
            {' '}
            · <Name>{sayBy(one)}</Name> · {saidEnd(one)}
          </span>
        </li>
      ))}
    </ul>
  );
}

function saidEnd(one: RestrictionShown): string {
  if (one.lifted !== null)
    return `lifted ${sayClock(one.lifted.at)}${one.lifted.by === null ? '' : ` by ${one.lifted.by.name}`}`;
  return one.until === null ? 'for good' : `to ${sayClock(one.until)}`;
}
