import { z } from 'zod';
import { Base64Url, Id } from '@lapwing/protocol/ids.ts';

/** What the device knows of its enrolment; kept until it is enrolled anew. */
export const Identity = z.object({
  /** The server's origin. */
  server: z.string(),
  schoolId: Id,
  schoolName: z.string(),
  deviceId: Id,
  deviceName: z.string(),
  /** Pinned: only documents signed by it are taken. */
  stateKey: Base64Url.length(43),
  /** SHA-256 of the managed policy that led here, so that only a changed one enrols again; null after a person did. */
  provisionedBy: z.string().nullable(),
});
export type Identity = z.infer<typeof Identity>;
