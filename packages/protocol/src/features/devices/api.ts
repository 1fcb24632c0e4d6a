import { z } from 'zod';
import { endpoint, Permitted } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';
import { Refusal } from '../../wire.ts';
import { EnrolReply, EnrolRequest } from './enrol.request.ts';
import { DevicePlatform } from './platform.ts';

export const PersonAtDevice = z.object({
  personId: Id.nullable(),
  /** The person's name, or the account's when it is matched to nobody. */
  name: z.string(),
  since: Instant,
});

export const Device = z.object({
  id: Id,
  name: z.string(),
  room: z.string().nullable(),
  platform: DevicePlatform,
  status: z.enum(['online', 'offline', 'revoked']),
  enrolledAt: Instant,
  lastSeenAt: Instant.nullable(),
  /** Why it was not let in at its last try, if that was later than its last connection. */
  lastRefusal: z.object({ reason: Refusal, at: Instant }).nullable(),
  /** The person whose own device it is, when the school gives devices to persons. */
  assignedPerson: z.object({ id: Id, name: z.string() }).nullable(),
  /** Who sits there now, while it is online. */
  person: PersonAtDevice.nullable(),
  groups: z.array(z.object({ id: Id, name: z.string() })),
  /** Captures that were waiting on the device when it connected last. */
  queued: z.number().int(),
  /** Captures that it could not keep until they were sent, since it was enrolled: its storage was full. */
  lost: z.number().int(),
  may: z.object({ manage: Permitted }),
});
export type Device = z.infer<typeof Device>;

export const SchoolCodeState = z.object({
  /** Shown as `ABCDE-FGHIJ`; null when there is none in force. */
  code: z.string().nullable(),
  createdAt: Instant.nullable(),
  expiresAt: Instant.nullable(),
  enrolled: z.number().int(),
});
export type SchoolCodeState = z.infer<typeof SchoolCodeState>;

export const InstallTarget = z.object({
  key: z.enum(['chromeos', 'windows', 'linux', 'macos']),
  title: z.string(),
  /** What to do, one step a line. */
  steps: z.array(z.string()),
  /** Files to put in place, ready to copy. */
  files: z.array(z.object({ path: z.string(), mediaType: z.string(), content: z.string() })),
  /** What does not work there, said before it is tried. */
  limits: z.array(z.string()),
});
export type InstallTarget = z.infer<typeof InstallTarget>;

export const RefusedAttempt = z.object({
  at: Instant,
  reason: Refusal,
  deviceName: z.string().nullable(),
  deviceId: Id.nullable(),
  address: z.string(),
});
export type RefusedAttempt = z.infer<typeof RefusedAttempt>;

const DeviceParams = z.object({ id: Id });

export const enrolDevice = endpoint({
  method: 'POST',
  path: '/agent/devices/enrol',
  summary: 'Make a device one of the school, by the school code and a key made on the device',
  body: EnrolRequest,
  reply: EnrolReply,
});
export const listDevices = endpoint({
  method: 'GET',
  path: '/api/devices',
  summary: 'The devices that the caller may see',
  reply: z.object({
    devices: z.array(Device),
    may: z.object({ enrol: Permitted, manage: Permitted }),
  }),
});
/** Figures alone: what the header shows needs no look at who sits where. */
export const countDevices = endpoint({
  method: 'GET',
  path: '/api/devices/counts',
  summary: 'How many devices the caller may see, and how many of them are connected',
  reply: z.object({ total: z.number().int(), online: z.number().int() }),
});
export const changeDevice = endpoint({
  method: 'PATCH',
  path: '/api/devices/:id',
  summary: 'Rename a device, put it in a room, or assign it to a person',
  params: DeviceParams,
  body: z.strictObject({
    name: z.string().trim().min(1).max(120).optional(),
    room: z.string().trim().max(120).nullable().optional(),
    assignedPersonId: Id.nullable().optional(),
  }),
  reply: Device,
});
export const revokeDevice = endpoint({
  method: 'POST',
  path: '/api/devices/:id/revoke',
  summary: 'Shut a device out; its key is never taken again',
  params: DeviceParams,
  reply: Device,
});
export const showSchoolCode = endpoint({
  method: 'GET',
  path: '/api/devices/school-code',
  summary: 'The school code in force',
  reply: SchoolCodeState,
});
export const renewSchoolCode = endpoint({
  method: 'POST',
  path: '/api/devices/school-code',
  summary: 'Make a new school code; the one before is refused from now on',
  body: z.strictObject({
    /** Days that it is good for, or null for no end. */
    days: z.number().int().min(1).max(366).nullable(),
  }),
  reply: SchoolCodeState,
});
export const revokeSchoolCode = endpoint({
  method: 'POST',
  path: '/api/devices/school-code/revoke',
  summary: 'Withdraw the school code, so that no device can be enrolled',
  reply: SchoolCodeState,
});
export const showInstall = endpoint({
  method: 'GET',
  path: '/api/devices/install',
  summary: 'Managed-policy files and instructions for each platform',
  reply: z.object({
    extensionId: z.string(),
    updateUrl: z.string(),
    version: z.string(),
    targets: z.array(InstallTarget),
  }),
});
export const listRefusedAttempts = endpoint({
  method: 'GET',
  path: '/api/devices/refused',
  summary: 'Devices that were not let in lately, and why',
  reply: z.object({ attempts: z.array(RefusedAttempt) }),
});
