import type { ConsoleFrame } from '@lapwing/protocol/console-frames.ts';
import type { CaptureSummary } from '@lapwing/protocol/features/captures/api.ts';
import { isClosed } from '@lapwing/protocol/features/captures/status.ts';
import type { Seat } from '@lapwing/protocol/features/screens/api.ts';
import { SEVERITIES, type Severity } from '@lapwing/protocol/vocabulary.ts';

/** Seats after a frame, and whether the server has to be asked for what the frame does not say. */
export interface Synced {
  readonly seats: readonly Seat[];
  readonly ask: boolean;
}

/** Shows at once what a frame says about the seats; the rest is for the server to say. */
export function syncSeats(seats: readonly Seat[], frame: ConsoleFrame): Synced {
  switch (frame.type) {
    case 'captures/arrived':
      return withCapture(seats, frame.capture);
    case 'captures/looking':
    case 'concerns/changed':
      return { seats, ask: false };
    case 'captures/changed':
      return { seats, ask: seats.some((seat) => isOf(frame.capture, seat)) };
    case 'devices/changed': {
      const { device } = frame;
      const online = device.status === 'online';
      const at = seats.find((seat) => seat.device?.id === device.id);
      return {
        seats: seats.map((seat) =>
          seat.device?.id === device.id
            ? {
                ...seat,
                device: {
                  ...seat.device,
                  online,
                  name: device.name,
                  room: device.room,
                  lastSeenAt: device.lastSeenAt,
                  capabilities: device.platform.capabilities,
                },
              }
            : seat,
        ),
        // Somebody came, went or changed places: where they sit, and what holds for them there.
        ask:
          at === undefined
            ? device.person !== null && seats.some((seat) => seat.person?.id === device.person?.personId)
            : at.device?.online !== online || (at.person?.name ?? null) !== (device.person?.name ?? null),
      };
    }
    case 'groups/changed':
    case 'people/changed':
    case 'accounts/changed':
      return { seats, ask: true };
    case 'console/ready':
    case 'console/pulse':
    case 'devices/attempt-refused':
    case 'devices/tampered':
    case 'restrictions/changed':
    case 'lessons/changed':
    case 'assistance/changed':
    case 'messages/changed':
    case 'agreements/changed':
    case 'access/changed':
      return { seats, ask: false };
  }
}

function withCapture(seats: readonly Seat[], capture: CaptureSummary): Synced {
  if (isClosed(capture.status) || !seats.some((seat) => isOf(capture, seat))) return { seats, ask: false };
  return {
    seats: seats.map((seat) =>
      isOf(capture, seat) && seat.newCaptures !== null && seat.newestCapture !== capture.id
        ? {
            ...seat,
            newCaptures: seat.newCaptures + 1,
            worstNew: worse(seat.worstNew, capture.severity),
            newestCapture: capture.id,
          }
        : seat,
    ),
    ask: true,
  };
}

function isOf(capture: CaptureSummary, seat: Seat): boolean {
  if (capture.person !== null) return seat.person?.id === capture.person.id;
  return seat.device?.id === capture.device.id && (seat.person?.id ?? null) === null;
}

function worse(one: Severity | null, other: Severity): Severity {
  return one === null || SEVERITIES.indexOf(one) < SEVERITIES.indexOf(other) ? other : one;
}
