import { z } from 'zod';
import { CaptureSummary, StaffName } from './features/captures/api.ts';
import { Device } from './features/devices/api.ts';
import { TAMPERINGS } from './features/devices/tampered.event.ts';
import { DeviceControl } from './features/restrictions/api.ts';
import { Id } from './ids.ts';

/** Seconds between two pulses, and seconds of silence after which a console counts its connection as lost. */
export const PULSE_SECONDS = 10;
export const CONSOLE_SILENCE_SECONDS = 25;

/** Everything that the server tells an open console. Each names only what its person may see. */
export const ConsoleFrame = z.discriminatedUnion('type', [
  /** The first frame: the connection stands. */
  z.object({ type: z.literal('console/ready') }),
  /** Said every `PULSE_SECONDS` on each of the console's sockets: a page cannot tell a dead line from a quiet one. */
  z.object({ type: z.literal('console/pulse') }),
  z.object({ type: z.literal('captures/arrived'), capture: CaptureSummary }),
  z.object({ type: z.literal('captures/changed'), capture: CaptureSummary }),
  /** Who has the capture in front of them now. */
  z.object({ type: z.literal('captures/looking'), captureId: Id, people: z.array(StaffName) }),
  /** Null: one of those that are shared with staff by name, which one is not said. Whoever shows one asks. */
  z.object({ type: z.literal('concerns/changed'), concernId: Id.nullable() }),
  /** Enrolled, came, left, was renamed, or was revoked. */
  z.object({ type: z.literal('devices/changed'), device: Device }),
  z.object({ type: z.literal('devices/attempt-refused') }),
  /** Somebody tampered with the agent of a device; for those who manage devices. */
  z.object({
    type: z.literal('devices/tampered'),
    device: z.object({ id: Id, name: z.string() }),
    what: z.enum(TAMPERINGS),
  }),
  /** Restrictions, or what devices hold, have changed; of the devices that the person may see. */
  z.object({ type: z.literal('restrictions/changed'), devices: z.array(DeviceControl) }),
  /** A lesson began, changed or ended. */
  z.object({ type: z.literal('lessons/changed') }),
  /** A pupil asks, or was answered. */
  z.object({ type: z.literal('assistance/changed'), asked: z.boolean() }),
  z.object({ type: z.literal('messages/changed'), messageId: Id }),
  z.object({ type: z.literal('agreements/changed') }),
  /** Access policies, ready lists or search settings; which ones are not said. Whoever shows them asks. */
  z.object({ type: z.literal('access/changed') }),
  z.object({ type: z.literal('groups/changed') }),
  z.object({ type: z.literal('people/changed'), personId: Id.nullable() }),
  /** What the person may do has changed; the console asks for it anew. */
  z.object({ type: z.literal('accounts/changed') }),
]);
export type ConsoleFrame = z.infer<typeof ConsoleFrame>;
