import type { Seat } from '@lapwing/protocol/features/screens/api.ts';
import { DEVICE_CAPABILITIES, type DeviceCapability } from '@lapwing/protocol/vocabulary.ts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-aria-components/Link';
import { paths } from '../../paths.ts';
import { Name } from '../../ui/name.tsx';
import { settingsQuery } from './queries.ts';
import { REMOTE_VIEW_WORDS } from './words.ts';

const ABLE: Readonly<Record<DeviceCapability, string>> = Object.freeze({
  typed: 'typed text',
  page: 'text on pages',
  url: 'web addresses',
  search: 'searches',
  caption: 'titles of other windows',
  screenshot: 'a screenshot of what is found',
  screen: 'the screen, live',
});

const DECIDED: Readonly<Record<'only' | 'priority' | 'nearer' | 'name', string>> = Object.freeze({
  only: 'the only group that sets it',
  priority: 'it has the higher priority',
  nearer: 'it is the nearer group',
  name: 'first by name among equals',
});

/** What holds for a seat, the group that each setting comes from, and what its device can and cannot be watched for. */
export function SeatSettings(props: { seat: Seat }): ReactNode {
  const { person, device } = props.seat;
  const of = {
    ...(person === null || person.id === null ? {} : { personId: person.id }),
    ...(device === null ? {} : { deviceId: device.id }),
  };
  const query = useQuery({ ...settingsQuery(of), enabled: Object.keys(of).length > 0 });
  const settings = query.data?.settings ?? [];
  const capabilities = device?.capabilities ?? [];
  return (
    <>
      {settings.length === 0 ? null : (
        <section className="stack seat-part" aria-label="Settings in force">
          <h3>Settings in force</h3>
          <dl className="facts">
            {settings.map((one) => (
              <SettingLine key={one.setting} one={one} />
            ))}
          </dl>
        </section>
      )}
      {device === null ? null : (
        <section className="stack seat-part" aria-label="What this device shows">
          <h3>What this device shows</h3>
          <p className="quiet small">
            {sentence(DEVICE_CAPABILITIES.filter((one) => capabilities.includes(one)))}
            {capabilities.length === DEVICE_CAPABILITIES.length ? null : (
              <> Not: {sentence(DEVICE_CAPABILITIES.filter((one) => !capabilities.includes(one)))}</>
            )}{' '}
            Never camera or microphone.
          </p>
        </section>
      )}
    </>
  );
}

function sentence(able: readonly DeviceCapability[]): string {
  const text = able.map((one) => ABLE[one]).join(', ');
  return text === '' ? 'Nothing.' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

type Setting = { value: Seat['remoteView'] } & {
  from: { id: string | null; name: string } | null;
  decidedBy: keyof typeof DECIDED;
  overrode: readonly { value: Seat['remoteView']; from: { id: string | null; name: string } | null }[];
};

function SettingLine(props: { one: Setting }): ReactNode {
  const { value, from, decidedBy, overrode } = props.one;
  return (
    <>
      <dt>Live view</dt>
      <dd>
        {REMOTE_VIEW_WORDS[value]}
        <span className="quiet small seat-note">
          {from === null ? (
            'No group sets it: Lapwing’s own value.'
          ) : (
            <>
              From <GroupName group={from} />: {DECIDED[decidedBy]}.
            </>
          )}
          {overrode.map((other) => (
            <span key={`${other.from?.id ?? ''} ${other.from?.name ?? ''}`}>
              {' '}
              Instead of “{REMOTE_VIEW_WORDS[other.value]}”{' '}
              {other.from === null ? null : (
                <>
                  from <Name>{other.from.name}</Name>
                </>
              )}
              .
            </span>
          ))}
        </span>
      </dd>
    </>
  );
}

/** A group that is not the reader's to see has a name to stand for it, and no page. */
function GroupName(props: { group: { id: string | null; name: string } }): ReactNode {
  const { id, name } = props.group;
  if (id === null) return <Name>{name}</Name>;
  return (
    <Link href={paths.group(id)}>
      <Name>{name}</Name>
    </Link>
  );
}
