import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type ReactNode, Suspense } from 'react';
import { Link } from 'react-aria-components/Link';
import { useMay } from '../../api/queries.ts';
import { paths } from '../../paths.ts';
import { SEVERITY_WORDS } from '../../severity.ts';
import { SeverityMark } from '../../severity-mark.tsx';
import { Action, ActionLink } from '../../ui/button.tsx';
import { Initials, Name } from '../../ui/name.tsx';
import { Dot } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { latestCapturesQuery } from './queries.ts';
import { Recordings } from './recordings.tsx';
import { useShown } from './screens-live.tsx';
import { countSeats, hasNew, type KeyedSeat, sortSeats } from './seat.ts';
import { SeatSettings, useSeatSettings } from './seat-settings.tsx';
import type { Classroom } from './use-classroom.ts';
import { countOf, sayNew, STATE_WORDS, stateOf } from './words.ts';

/** The right side: the one seat that is chosen, how many are, or the room as a whole. */
export function SeatPanel(props: {
  room: Classroom;
  /** What other features know of one seat. */
  extra: (seat: KeyedSeat['seat']) => ReactNode;
  onClose: () => void;
  onChoose: (key: string) => void;
}): ReactNode {
  const { room } = props;
  const [only, ...others] = room.chosen;
  return (
    <aside className="seat-panel" aria-label="Details">
      <div className="seat-panel-close">
        <Action look="icon" label="Close the details" onPress={props.onClose}>
          <X size={16} aria-hidden />
        </Action>
      </div>
      {only === undefined ? (
        <RoomSummary room={room} onChoose={props.onChoose} />
      ) : others.length > 0 ? (
        <Several chosen={room.chosen} by={room.by} />
      ) : (
        <OneSeat key={only.key} one={only} extra={props.extra} />
      )}
    </aside>
  );
}

function RoomSummary(props: { room: Classroom; onChoose: (key: string) => void }): ReactNode {
  const { room } = props;
  const counts = countSeats(room.seats);
  const waiting = sortSeats(
    room.seats.filter(({ seat }) => hasNew(seat)),
    'new',
  );
  const leftOut = room.query.data?.leftOut ?? 0;
  return (
    <div className="stack">
      <h2>{room.group === undefined ? 'Group' : <Name>{room.group.name}</Name>}</h2>
      <dl className="facts">
        <dt>Here</dt>
        <dd>{countOf(counts.all, room.by)}</dd>
        <dt>Connected</dt>
        <dd className="number">{counts.online}</dd>
        {counts.withNew === 0 ? null : (
          <>
            <dt>New captures</dt>
            <dd className="number">{waiting.reduce((sum, { seat }) => sum + (seat.newCaptures ?? 0), 0)}</dd>
          </>
        )}
        {leftOut === 0 ? null : (
          <>
            <dt>Not listed</dt>
            <dd>{leftOut} not connected; the group is too large to list them</dd>
          </>
        )}
      </dl>
      {waiting.length === 0 ? (
        <p className="quiet">Choose a picture to see who it is. Nobody here has a new capture.</p>
      ) : (
        <section className="stack" aria-label="New captures">
          <h3>To look at</h3>
          <ul className="seat-waiting">
            {waiting.slice(0, 12).map((one) => (
              <li key={one.key}>
                <button type="button" onClick={() => props.onChoose(one.key)}>
                  <SeverityMark severity={one.seat.worstNew ?? 'minor'} />
                  <Name cut>{one.title}</Name>
                  <span className="quiet small number">{one.seat.newCaptures} new</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function Several(props: { chosen: readonly KeyedSeat[]; by: Classroom['by'] }): ReactNode {
  const { chosen } = props;
  const counts = countSeats(chosen);
  return (
    <div className="stack">
      <h2>{chosen.length} selected</h2>
      <p className="quiet">
        {counts.online} of {countOf(counts.all, props.by)} connected
        {counts.withNew === 0 ? '' : `, ${counts.withNew} with new captures`}. What the bar above offers is
        done to all of them.
      </p>
      <ul className="seat-names">
        {chosen.slice(0, 60).map((one) => (
          <li key={one.key}>
            <Name cut>{one.title}</Name>
          </li>
        ))}
      </ul>
      {chosen.length > 60 ? <p className="quiet small">and {chosen.length - 60} more</p> : null}
    </div>
  );
}

function OneSeat(props: { one: KeyedSeat; extra: (seat: KeyedSeat['seat']) => ReactNode }): ReactNode {
  const { one } = props;
  const { seat } = one;
  const { person, device } = seat;
  const shown = useShown(device?.id ?? null);
  const state = stateOf(seat, shown);
  const front = shown?.front;
  const settings = useSeatSettings(seat);
  const title = person?.name ?? device?.name ?? one.title;
  return (
    <div className="stack">
      {seat.newCaptures !== null && seat.newCaptures > 0 ? <NewCaptures one={one} /> : null}
      <header className="seat-who">
        <Initials name={title} />
        <div>
          <h2>
            <Name>{title}</Name>
          </h2>
          <p className="quiet small">
            {person === null ? (
              'Nobody is signed in'
            ) : person.id === null ? (
              'An account that is matched to nobody'
            ) : (
              <Name>{[person.form, person.username].filter((part) => part !== null).join(' · ')}</Name>
            )}
          </p>
        </div>
      </header>
      <dl className="facts">
        <dt>Device</dt>
        <dd>{device === null ? 'At none now' : <Name>{device.name}</Name>}</dd>
        {device === null || device.room === null ? null : (
          <>
            <dt>Room</dt>
            <dd>
              <Name>{device.room}</Name>
            </dd>
          </>
        )}
        {device === null ? null : (
          <>
            <dt>State</dt>
            <dd>
              <span className="row">
                <Dot tone={device.online ? 'good' : 'quiet'} />{' '}
                {device.online ? 'Connected' : 'Not connected'}
              </span>
              {device.online || device.lastSeenAt === null ? null : (
                <span className="quiet small">
                  Last seen <When at={device.lastSeenAt} />
                </span>
              )}
            </dd>
          </>
        )}
        {seat.session === null ? null : (
          <>
            <dt>Here since</dt>
            <dd>
              <When at={seat.session.startedAt} />
            </dd>
          </>
        )}
        {device?.online === true ? (
          <>
            <dt>Screen</dt>
            <dd>
              {STATE_WORDS[state].word}
              {state === 'live' ? null : (
                <span className="quiet small seat-note">{STATE_WORDS[state].detail}</span>
              )}
            </dd>
          </>
        ) : null}
        {front !== undefined && front.application + front.title !== '' ? (
          <>
            <dt>In front</dt>
            <dd>
              <Name>{front.title === '' ? front.application : front.title}</Name>
              <span className="quiet small seat-note">
                <Name>
                  {[front.application, front.site].filter((part) => part !== null && part !== '').join(' · ')}
                </Name>
              </span>
            </dd>
          </>
        ) : null}
      </dl>
      <div className="row">
        {person === null || person.id === null || !person.mayOpen ? null : (
          <ActionLink href={paths.person(person.id)}>Open person</ActionLink>
        )}
        {device === null ? null : <ActionLink href={paths.device(device.id)}>Open device</ActionLink>}
      </div>
      <Suspense>{props.extra(seat)}</Suspense>
      <LatestCaptures one={one} />
      <Recordings of={ownerOf(seat)} />
      <SeatSettings settings={settings} device={device} />
    </div>
  );
}

/** Whose recordings and captures are shown: the person's, or those of the device where nobody is matched. */
function ownerOf(seat: KeyedSeat['seat']): { personId: string } | { deviceId: string } | null {
  const personId = seat.person?.id ?? null;
  if (personId !== null) return { personId };
  return seat.device === null ? null : { deviceId: seat.device.id };
}

function NewCaptures(props: { one: KeyedSeat }): ReactNode {
  const { newCaptures, worstNew, newestCapture } = props.one.seat;
  const severity = worstNew ?? 'minor';
  return (
    <div className="seat-new" data-severity={severity}>
      <span className="row">
        <SeverityMark severity={severity} />
        <span>{sayNew(newCaptures ?? 0)}, not looked at yet</span>
      </span>
      {newestCapture === null ? null : (
        <ActionLink href={paths.capture(newestCapture)} look="main">
          Open the newest
        </ActionLink>
      )}
    </div>
  );
}

function LatestCaptures(props: { one: KeyedSeat }): ReactNode {
  const { seat } = props.one;
  const allowed = useMay('captures.view');
  const personId = seat.person?.id ?? null;
  const deviceId = seat.device?.id ?? '';
  const query = useQuery({
    ...latestCapturesQuery(personId === null ? { deviceId } : { personId }),
    enabled: allowed && (personId !== null || deviceId !== ''),
  });
  const items = query.data?.items;
  if (!allowed || items === undefined) return null;
  return (
    <section className="stack seat-part" aria-label="Captures">
      <div className="row spread">
        <h3>Captures</h3>
        {items.length === 0 ? null : (
          <Link
            href={personId === null ? paths.capturesOfDevice(deviceId) : paths.capturesOfPerson(personId)}
          >
            All
          </Link>
        )}
      </div>
      {items.length === 0 ? <p className="quiet">None so far.</p> : null}
      <ul className="seat-captures">
        {items.map((capture) => {
          const { shape, word, tone } = SEVERITY_WORDS[capture.severity];
          return (
            <li key={capture.id}>
              <Link href={paths.capture(capture.id)}>
                <span className="quiet small">
                  <When at={capture.happenedAt} />
                </span>
                <span className="open-mark" data-tone={tone}>
                  <span aria-hidden="true">{shape}</span> {word}
                </span>
                <span className="cut">{capture.policy.title}</span>
              </Link>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
