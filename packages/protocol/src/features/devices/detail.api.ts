import { z } from 'zod';
import { endpoint } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';
import { Device } from './api.ts';
import { TAMPERINGS } from './tampered.event.ts';

/** One time that a device was connected. */
export const DeviceConnection = z.object({
  connectedAt: Instant,
  /** Null while it is connected. */
  endedAt: Instant.nullable(),
  address: z.string().nullable(),
  agentVersion: z.string(),
});
export type DeviceConnection = z.infer<typeof DeviceConnection>;

/** One time that somebody sat at a device; only of people whom the caller may see there. */
export const DeviceSession = z.object({
  id: Id,
  personId: Id.nullable(),
  /** The person's name, or the account's when it is matched to nobody. */
  name: z.string(),
  startedAt: Instant,
  endedAt: Instant.nullable(),
});
export type DeviceSession = z.infer<typeof DeviceSession>;

/** What the device was told to watch for, and what it made of that. */
export const DeviceTerms = z.object({
  /** The version told last. */
  version: z.number().int(),
  issuedAt: Instant,
  /** The version that it said it holds; null while it has not answered. */
  appliedVersion: z.number().int().nullable(),
  appliedAt: Instant.nullable(),
  /** Why it did not take the newest, as its agent names it; null when it did. */
  problem: z.string().nullable(),
});
export type DeviceTerms = z.infer<typeof DeviceTerms>;

/** Something that was done so that the agent should not see, or not hold. */
export const DeviceTampering = z.object({
  id: Id,
  at: Instant,
  what: z.enum(TAMPERINGS),
  /** For which it was blind, or by which the clock was moved; null where it cannot be told. */
  seconds: z.number().int().nullable(),
  /** Whoever sat there; null: nobody, or somebody whom the caller may not see. */
  person: z.object({ id: Id.nullable(), name: z.string() }).nullable(),
});
export type DeviceTampering = z.infer<typeof DeviceTampering>;

export const DeviceDetail = z.object({
  device: Device,
  address: z.string().nullable(),
  /** Null while the device was never told anything. */
  terms: DeviceTerms.nullable(),
  /** The newest first, at most 200. */
  connections: z.array(DeviceConnection),
  /** The newest first, at most 50. */
  sessions: z.array(DeviceSession),
  /** The newest first, at most 50. */
  tamperings: z.array(DeviceTampering),
});
export type DeviceDetail = z.infer<typeof DeviceDetail>;

export const showDevice = endpoint({
  method: 'GET',
  path: '/api/devices/:id',
  summary: 'One device: what it is made of, what it watches for, who sat there and when it was connected',
  params: z.object({ id: Id }),
  reply: DeviceDetail,
});
