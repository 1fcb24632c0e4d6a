import { z } from 'zod';
import { Done, endpoint, Permitted } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';
import { DeviceCapability, RemoteView, Severity } from '../../vocabulary.ts';

/** One place in the classroom: a device, a person, or a person at a device. */
export const Seat = z.object({
  device: z
    .object({
      id: Id,
      name: z.string(),
      room: z.string().nullable(),
      online: z.boolean(),
      lastSeenAt: Instant.nullable(),
      system: z.string(),
      capabilities: z.array(DeviceCapability),
    })
    .nullable(),
  /** Who sits there now, or who is of the group and sits nowhere. `id` is null for an account matched to nobody. */
  person: z
    .object({
      id: Id.nullable(),
      name: z.string(),
      username: z.string().nullable(),
      form: z.string().nullable(),
      /** Whether the caller may open the person's own page: who only sits in the caller's room is not theirs to ask about. */
      mayOpen: z.boolean(),
    })
    .nullable(),
  session: z.object({ id: Id, startedAt: Instant }).nullable(),
  /** What holds for this device with this person at it. */
  remoteView: RemoteView,
  /** Captures of the person (or, where nobody is matched, of the device) that nobody has looked at yet; null: not the caller's to know. */
  newCaptures: z.number().int().nullable(),
  worstNew: Severity.nullable(),
  /** The newest of them, to be opened at once. */
  newestCapture: Id.nullable(),
});
export type Seat = z.infer<typeof Seat>;

/** Seats of one answer; a larger group shows only who is connected. */
export const MOST_SEATS = 2000;

export const listSeats = endpoint({
  method: 'GET',
  path: '/api/screens/seats',
  summary: 'The people or the devices of a group, with who sits where',
  query: z.object({ groupId: Id, by: z.enum(['people', 'devices']).default('people') }),
  reply: z.object({
    seats: z.array(Seat),
    /** People or devices of the group that are not listed, since they are not connected and there are too many. */
    leftOut: z.number().int(),
    may: z.object({ view: Permitted, record: Permitted, control: Permitted }),
  }),
});

/** A screenshot or recording that a member of staff made by hand. */
export const Recording = z.object({
  id: Id,
  kind: z.enum(['screenshot', 'recording']),
  /** `private`: the maker alone. `public`: staff who may see the screens of that person. */
  visibility: z.enum(['private', 'public']),
  state: z.enum(['running', 'ready', 'failed']),
  /** Why there is none, in words for staff. */
  problem: z.string().nullable(),
  startedAt: Instant,
  seconds: z.number(),
  /** Null while there is none: `image/jpeg`, `video/webm`, or `RECORDING_TYPE` of what was made by an earlier version. */
  mediaType: z.string().nullable(),
  by: z.object({ id: z.string(), name: z.string() }),
  device: z.object({ id: Id, name: z.string() }),
  person: z.object({ id: Id, name: z.string() }).nullable(),
  may: z.object({ change: Permitted }),
});
export type Recording = z.infer<typeof Recording>;

/** Seconds: the longest recording by hand. */
export const LONGEST_RECORDING = 300;
/** The media type of a recording made by an earlier version: messages of `picture.ts` one after the other, each after its length (uint32, big-endian). */
export const RECORDING_TYPE = 'application/vnd.lapwing.pictures';

const Visibility = z.enum(['private', 'public']);
const RecordingParams = z.object({ id: Id });

export const takeScreenshot = endpoint({
  method: 'POST',
  path: '/api/screens/screenshots',
  summary: 'Keep a screenshot of a device now, watermarked with who, where and when',
  body: z.strictObject({ deviceId: Id, visibility: Visibility }),
  reply: Recording,
});
export const startRecording = endpoint({
  method: 'POST',
  path: '/api/screens/recordings',
  summary: 'Record the screen of a device from now on',
  body: z.strictObject({
    deviceId: Id,
    visibility: Visibility,
    seconds: z.number().int().min(5).max(LONGEST_RECORDING),
  }),
  reply: Recording,
});
export const stopRecording = endpoint({
  method: 'POST',
  path: '/api/screens/recordings/:id/stop',
  summary: 'End a recording that runs',
  params: RecordingParams,
  reply: Recording,
});
export const listRecordings = endpoint({
  method: 'GET',
  path: '/api/screens/recordings',
  summary: 'Screenshots and recordings made by hand that the caller may see, newest first; at most 200',
  query: z.object({ personId: Id.optional(), deviceId: Id.optional() }),
  reply: z.object({ recordings: z.array(Recording) }),
});
export const viewRecording = endpoint({
  method: 'GET',
  path: '/api/screens/recordings/:id/bytes',
  summary: 'The bytes of a screenshot (JPEG) or recording (WebM); supports Range; a view of it is audited',
  params: RecordingParams,
  reply: z.instanceof(Uint8Array),
});
export const changeRecording = endpoint({
  method: 'PATCH',
  path: '/api/screens/recordings/:id',
  summary: "Make a recording of one's own public or private",
  params: RecordingParams,
  body: z.strictObject({ visibility: Visibility }),
  reply: Recording,
});
export const deleteRecording = endpoint({
  method: 'DELETE',
  path: '/api/screens/recordings/:id',
  summary: "Delete a recording of one's own; that it was there stays in the audit",
  params: RecordingParams,
  reply: Done,
});
