import { z } from 'zod';
import { endpoint, Permitted } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';
import { AgentVersion, ReleaseFile, SignedRelease } from './release.ts';

/** Who gets a release, one ring after the other: the devices named for trying it, then a tenth, then all. */
export const RINGS = ['none', 'trial', 'tenth', 'all'] as const;
export const Ring = z.enum(RINGS);
export type Ring = z.infer<typeof Ring>;

export const Release = z.object({
  version: AgentVersion,
  madeAt: Instant,
  notes: z.string(),
  files: z.array(ReleaseFile),
  ring: Ring,
  /** Devices of this school that run it, and those where it was rolled back or refused. */
  running: z.number().int(),
  failed: z.number().int(),
});
export type Release = z.infer<typeof Release>;

const VersionParams = z.object({ version: AgentVersion });

export const listReleases = endpoint({
  method: 'GET',
  path: '/api/releases',
  summary: 'Releases of the desktop agent that this server has, newest first',
  reply: z.object({
    releases: z.array(Release),
    /** Group of the devices that try a release first; null while there is none. */
    trialGroupId: Id.nullable(),
    /** Address that devices find this server at. */
    server: z.string(),
    /** Whether this server was told whose releases it takes; without that it takes none. */
    hasKey: z.boolean(),
    may: z.object({ manage: Permitted }),
  }),
});
export const changeRelease = endpoint({
  method: 'PATCH',
  path: '/api/releases/:version',
  summary: 'Decide who gets a release',
  params: VersionParams,
  body: z.strictObject({ ring: Ring }),
  reply: Release,
});
export const chooseTrialGroup = endpoint({
  method: 'POST',
  path: '/api/releases/trial-group',
  summary: 'Name the devices that try a release first',
  body: z.strictObject({ groupId: Id.nullable() }),
  reply: z.object({ groupId: Id.nullable() }),
});
/** For the console: a file to install by hand or by a deployment tool. */
export const downloadRelease = endpoint({
  method: 'GET',
  path: '/api/releases/:version/files/:name',
  summary: 'A file of a release',
  params: VersionParams.extend({ name: ReleaseFile.shape.name }),
  reply: z.instanceof(Uint8Array),
});
/** For agents, whose request is signed: what the school has decided for this device. */
export const offeredRelease = endpoint({
  method: 'GET',
  path: '/agent/releases/offered',
  summary: 'The release that this device is to run; null when it is to stay as it is',
  reply: z.object({ release: SignedRelease.nullable() }),
});
export const fetchReleaseFile = endpoint({
  method: 'GET',
  path: '/agent/releases/:version/files/:name',
  summary: 'A file of a release, for an enrolled device; supports Range',
  params: VersionParams.extend({ name: ReleaseFile.shape.name }),
  reply: z.instanceof(Uint8Array),
});
