import type { SettingOrigin } from '@lapwing/protocol/features/groups/api.ts';
import type { Seat } from '@lapwing/protocol/features/screens/api.ts';
import { DEVICE_CAPABILITIES, type DeviceCapability } from '@lapwing/protocol/vocabulary.ts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-aria-components/Link';
import { paths } from '../../paths.ts';
import { settingInWords } from '../../settings-words.ts';
import { settingsQuery } from './queries.ts';

const ABLE: Readonly<Record<DeviceCapability, string>> = Object.freeze({
  typed: 'typed text',
  page: 'text on pages',
  url: 'web addresses',
  search: 'searches',
  caption: 'titles of other windows',
  screenshot: 'a screenshot of what is found',
  screen: 'the screen, live',
  lock: 'locking the screen',
  internet: 'closing the internet, or limiting it to sites',
  downloads: 'stopping downloads',
  mute: 'muting the sound',
  message: 'messages on the screen',
  agreement: 'acceptable use agreements',
  'log-off': 'logging off',
  printing: 'stopping printing',
  'removable-media': 'stopping removable media',
  applications: 'closing programs that are not allowed',
  application: 'names of programs',
  file: 'names of files',
  activity: 'what is printed and deleted, and which media are used',
  'remote-control': 'being controlled by staff',
  update: 'taking new versions of its agent',
});

/** What holds for a seat. Who only sits at a device of the reader's group is not theirs to ask about. */
export function useSeatSettings(seat: Seat): readonly SettingOrigin[] {
  const personId = seat.person?.mayOpen === true ? seat.person.id : null;
  const deviceId = seat.device?.id ?? null;
  const asked = {
    ...(deviceId === null ? {} : { deviceId }),
    ...(personId === null ? {} : { personId }),
  };
  const query = useQuery({ ...settingsQuery(asked), enabled: personId !== null || deviceId !== null });
  return query.data?.settings ?? [];
}

/** The settings in force, the group that each comes from, and what the device can and cannot be watched for. */
export function SeatSettings(props: {
  settings: readonly SettingOrigin[];
  device: Seat['device'];
}): ReactNode {
  const { settings, device } = props;
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

function SettingLine(props: { one: SettingOrigin }): ReactNode {
  const { from } = props.one;
  const { title, value, hint, why } = settingInWords(props.one);
  return (
    <>
      <dt>{title}</dt>
      <dd>
        {value}
        <span className="quiet small seat-note">{hint}</span>
        <span className="quiet small seat-note">
          {why}{' '}
          {from === null || from.id === null ? null : (
            <Link href={paths.groupView(from.id, 'properties')}>Open the group</Link>
          )}
        </span>
      </dd>
    </>
  );
}
