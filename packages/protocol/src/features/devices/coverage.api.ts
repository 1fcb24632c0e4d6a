import { z } from 'zod';
import { endpoint } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';
import { DeviceCapability } from '../../vocabulary.ts';

/** Why a device counts as a gap; the gravest first. */
export const COVERAGE_GAPS = [
  'never-seen',
  'not-seen-30-days',
  'not-watching',
  'tampered',
  'not-seen-7-days',
  'outdated',
  'nobody-lately',
  'captures-lost',
] as const;
export const CoverageGap = z.enum(COVERAGE_GAPS);
export type CoverageGap = z.infer<typeof CoverageGap>;

const Count = z.number().int().min(0);

/** Devices of one kind, and how many of them can be watched for each thing. */
export const PlatformCoverage = z.object({
  agent: z.enum(['extension', 'desktop', 'simulated']),
  system: z.string(),
  devices: Count,
  capabilities: z.array(z.object({ capability: DeviceCapability, devices: Count })),
});
export type PlatformCoverage = z.infer<typeof PlatformCoverage>;

export const GapDevice = z.object({
  id: Id,
  name: z.string(),
  room: z.string().nullable(),
  system: z.string(),
  agentVersion: z.string(),
  lastSeenAt: Instant.nullable(),
  gaps: z.array(CoverageGap),
});
export type GapDevice = z.infer<typeof GapDevice>;

/** What of the school is watched and what is not (DfE filtering and monitoring standards: gaps must be known). */
export const Coverage = z.object({
  schoolName: z.string(),
  at: Instant,
  /** Devices that are not shut out. */
  devices: Count,
  shutOut: Count,
  /** Seen last: now or within a day, within 7 days, within 30 days, longer ago, never. Each device counts once. */
  seen: z.object({ day: Count, week: Count, month: Count, longer: Count, never: Count }),
  platforms: z.array(PlatformCoverage),
  versions: z.array(
    z.object({
      agent: z.enum(['extension', 'desktop', 'simulated']),
      version: z.string(),
      devices: Count,
      outdated: z.boolean(),
    }),
  ),
  /** How many devices have each gap; one device can have several. */
  gaps: z.array(z.object({ gap: CoverageGap, devices: Count })),
  /** Devices with at least one gap. */
  withGaps: Count,
  /** The devices with gaps, the gravest first; at most 1,000. */
  list: z.array(GapDevice),
});
export type Coverage = z.infer<typeof Coverage>;

export const showCoverage = endpoint({
  method: 'GET',
  path: '/api/devices/coverage',
  summary: 'What of the school is watched, what is not, and which devices have gaps',
  reply: Coverage,
});
