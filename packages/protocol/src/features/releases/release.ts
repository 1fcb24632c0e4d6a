import { z } from 'zod';
import { Base64Url, Instant, Sha256 } from '../../ids.ts';

/** What the desktop agent is made for. */
export const TARGETS = ['linux-x64', 'windows-x64'] as const;
export const Target = z.enum(TARGETS);
export type Target = z.infer<typeof Target>;

export const AgentVersion = z.string().regex(/^[0-9]{1,5}(\.[0-9]{1,5}){1,3}$/);

/** One file of a release. */
export const ReleaseFile = z.object({
  target: Target,
  /** `update`: what an agent puts in its own place. The others install it for the first time. */
  kind: z.enum(['update', 'deb', 'msi']),
  name: z.string().regex(/^[A-Za-z0-9._-]{1,120}$/),
  bytes: z.number().int().min(1).max(200_000_000),
  sha256: Sha256,
});
export type ReleaseFile = z.infer<typeof ReleaseFile>;

/**
 * What stands in a release, as JSON text. It is signed with the release key (Ed25519 over `RELEASE_PURPOSE`, a line feed,
 * and the text), of which every agent holds the public half: the server only passes it on, and can make none.
 */
export const ReleaseManifest = z.object({
  format: z.literal(1),
  version: AgentVersion,
  madeAt: Instant,
  /** What is new, for those who decide on it. */
  notes: z.string().max(4000),
  files: z.array(ReleaseFile).min(1).max(12),
});
export type ReleaseManifest = z.infer<typeof ReleaseManifest>;

export const RELEASE_PURPOSE = 'lapwing desktop release';

export const SignedRelease = z.object({ manifest: z.string().max(32_000), signature: Base64Url });
export type SignedRelease = z.infer<typeof SignedRelease>;

/**
 * Negative when `left` is older than `right`.
 * @param left for example `1.4.0`; a part that is not there is 0
 */
export function compareVersions(left: string, right: string): number {
  const [one, other] = [left.split('.').map(Number), right.split('.').map(Number)];
  for (let part = 0; part < Math.max(one.length, other.length); part += 1) {
    const difference = (one[part] ?? 0) - (other[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
