import type { Seat } from '@lapwing/protocol/features/screens/api.ts';
import type { RemoteView, Severity } from '@lapwing/protocol/vocabulary.ts';

function idOf(name: string): string {
  const hex = Array.from(name, (letter) => (letter.codePointAt(0) ?? 0).toString(16).padStart(4, '0')).join(
    '',
  );
  return `01939c3e-7c1e-7a52-8d5c-${hex.padStart(12, '0').slice(-12)}`;
}

/** A seat for tests: names stand for ids. */
export function seatSample(given: {
  person: string | null;
  device: string | null;
  online?: boolean;
  blind?: boolean;
  newCaptures?: number;
  worst?: Severity;
  remoteView?: RemoteView;
}): Seat {
  return {
    device:
      given.device === null
        ? null
        : {
            id: idOf(given.device),
            name: given.device,
            room: null,
            online: given.online ?? true,
            lastSeenAt: null,
            system: 'Test',
            capabilities: given.blind === true ? ['typed'] : ['typed', 'screen'],
          },
    person:
      given.person === null
        ? null
        : { id: idOf(given.person), name: given.person, username: given.person, form: '8B', mayOpen: true },
    session: null,
    remoteView: given.remoteView ?? 'allow',
    newCaptures: given.newCaptures ?? 0,
    worstNew: given.worst ?? null,
    newestCapture: null,
  };
}
