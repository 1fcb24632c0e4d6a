import type { DeviceDetail, DeviceTampering } from '@lapwing/protocol/features/devices/detail.api.ts';
import { UNBLAMED } from '@lapwing/protocol/features/devices/tampered.event.ts';
import type { ReactNode } from 'react';
import { Link } from 'react-aria-components/Link';
import { paths } from '../../paths.ts';
import { Name } from '../../ui/name.tsx';
import { Pill } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { sayLength } from './detail-words.ts';
import { TAMPERING_WORDS } from './tampering-words.ts';

/**
 * What was done to the agent of a device so that it should not see or hold, and apart from it what ended without anybody
 * being known to have done so; nothing where nothing was.
 */
export function Tamperings(props: { tamperings: DeviceDetail['tamperings'] }): ReactNode {
  const ended = props.tamperings.filter(({ what }) => UNBLAMED.has(what));
  const done = props.tamperings.filter(({ what }) => !UNBLAMED.has(what));
  return (
    <>
      {done.length === 0 ? null : <h3>Tampering</h3>}
      <Lines of={done} tone="stop" />
      {ended.length === 0 ? null : (
        <>
          <h3>Ended by itself</h3>
          <p className="quiet small">
            The agent was blind for a moment. Nobody is known to have brought that about.
          </p>
        </>
      )}
      <Lines of={ended} tone="quiet" />
    </>
  );
}

function Lines(props: { of: readonly DeviceTampering[]; tone: 'stop' | 'quiet' }): ReactNode {
  if (props.of.length === 0) return null;
  return (
    <ul className="device-lines">
      {props.of.map((one) => (
        <li key={one.id}>
          <span>
            <Pill tone={props.tone}>{TAMPERING_WORDS[one.what].title}</Pill> {lasted(one)}
          </span>
          <span className="quiet small">
            <When at={one.at} show="moment" />
            {one.person === null ? null : (
              <>
                ,{' '}
                {one.person.id === null ? (
                  <Name>{one.person.name}</Name>
                ) : (
                  <Link href={paths.person(one.person.id)}>
                    <Name>{one.person.name}</Name>
                  </Link>
                )}{' '}
                sat there
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

function lasted({ what, seconds }: DeviceTampering): string {
  if (seconds === null) return '';
  const length = sayLength(Math.abs(seconds) * 1000);
  if (what === 'clock-moved') return seconds < 0 ? `back by ${length}` : `ahead by ${length}`;
  return `blind for ${length}`;
}
