import { createHash } from 'node:crypto';
import type { Ring } from '@lapwing/protocol/features/releases/api.ts';
import { compareVersions, type Target } from '@lapwing/protocol/features/releases/release.ts';
import type { ShelfRelease } from './shelf.ts';

/** A device, as the choice of its release sees it. */
export interface OfferedDevice {
  readonly id: string;
  /** What it runs now. */
  readonly version: string;
  readonly target: Target | null;
  /** It is in the group of the devices that try a release first. */
  readonly tries: boolean;
}

/** The newest release that the school lets the device have; null where that is none, or none above what it runs. */
export function offeredTo(
  device: OfferedDevice,
  releases: readonly ShelfRelease[],
  ringOf: (version: string) => Ring,
): ShelfRelease | null {
  const fitting = releases.filter(
    ({ manifest: { version, files } }) =>
      compareVersions(version, device.version) > 0 &&
      files.some(({ target, kind }) => target === device.target && kind === 'update') &&
      isWithin(ringOf(version), device),
  );
  return fitting.reduce<ShelfRelease | null>(
    (best, release) =>
      best === null || compareVersions(release.manifest.version, best.manifest.version) > 0 ? release : best,
    null,
  );
}

function isWithin(ring: Ring, { id, tries }: OfferedDevice): boolean {
  switch (ring) {
    case 'none':
      return false;
    case 'trial':
      return tries;
    case 'tenth':
      return tries || isOfTheTenth(id);
    case 'all':
      return true;
  }
}

/** The same tenth of the devices each time, whatever their names and rooms. */
export function isOfTheTenth(deviceId: string): boolean {
  return createHash('sha256').update(deviceId.toLowerCase()).digest().readUInt32BE(0) % 10 === 0;
}

/** @param system as the agent calls it */
export function targetOf(system: string): Target | null {
  if (/windows/i.test(system)) return 'windows-x64';
  return /linux/i.test(system) ? 'linux-x64' : null;
}
