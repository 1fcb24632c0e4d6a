import { z } from 'zod';
import { Base64Url, Id } from '../../ids.ts';
import { Refusal } from '../../wire.ts';
import { DevicePlatform } from './platform.ts';

/** A school code as a person may type it: case, spaces and dashes do not matter. */
export const SchoolCode = z
  .string()
  .max(40)
  .transform((typed) => typed.toUpperCase().replaceAll(/[\s-]/g, ''))
  .pipe(z.string().regex(/^[A-Z0-9]{10}$/, 'must be the ten letters and figures of the school code'));

/** Agent to server over HTTP: make this device one of the school's. The key was made on the device and stays there. */
export const EnrolRequest = z.object({
  code: SchoolCode,
  /** Raw Ed25519 public key, 32 bytes. */
  publicKey: Base64Url.length(43),
  /** Signature by that key over `enrolmentProofText`. */
  proof: Base64Url.length(86),
  /** What the device calls itself; staff can rename it. */
  name: z.string().trim().min(1).max(120),
  platform: DevicePlatform,
});
export type EnrolRequest = z.infer<typeof EnrolRequest>;

export const EnrolReply = z.discriminatedUnion('enrolled', [
  z.object({
    enrolled: z.literal(true),
    schoolId: Id,
    schoolName: z.string(),
    deviceId: Id,
    deviceName: z.string(),
    /** The raw Ed25519 public key that signs this school's state documents; the device pins it. */
    stateKey: Base64Url.length(43),
  }),
  z.object({ enrolled: z.literal(false), reason: Refusal, retryAfter: z.number().int().nullable() }),
]);
export type EnrolReply = z.infer<typeof EnrolReply>;
