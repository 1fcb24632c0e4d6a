import type { Device } from '@lapwing/protocol/features/devices/api.ts';
import type { ReactNode } from 'react';
import { Dot } from '../../ui/states.tsx';
import { REFUSAL_SHORT, REFUSAL_WORDS, STATUS_WORDS } from './words.ts';

/** Whether it is connected, and why not when it was turned away. */
export function DeviceState(props: { device: Device }): ReactNode {
  const { device } = props;
  const { word, tone } = STATUS_WORDS[device.status];
  return (
    <span className="device-state">
      <span className="device-word">
        <Dot tone={tone} /> {word}
      </span>
      {device.lastRefusal === null || device.status === 'revoked' ? null : (
        <span className="field-error" title={REFUSAL_WORDS[device.lastRefusal.reason]}>
          {REFUSAL_SHORT[device.lastRefusal.reason]}
        </span>
      )}
    </span>
  );
}
