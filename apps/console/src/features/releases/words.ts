import type { Release, Ring } from '@lapwing/protocol/features/releases/api.ts';
import type { ReleaseFile } from '@lapwing/protocol/features/releases/release.ts';

/** Who gets a release: the name of each ring, and what it means. */
export const RING_WORDS: Readonly<Record<Ring, { title: string; hint: string }>> = Object.freeze({
  none: { title: 'Nobody', hint: 'No device takes it by itself.' },
  trial: { title: 'Those that try first', hint: 'The devices of the group named above.' },
  tenth: { title: 'A tenth', hint: 'These, and always the same tenth of the others.' },
  all: { title: 'All devices', hint: 'Every device with a desktop agent, within a day of being connected.' },
});

/** How many of the newest are shown, whoever gets them. */
const NEWEST = 3;

/** Whether a release is shown at once: it is new, some device gets it or runs it, or it did not come up somewhere. */
export function isOfNow(
  { ring, running, failed }: Pick<Release, 'ring' | 'running' | 'failed'>,
  place: number,
): boolean {
  return place < NEWEST || ring !== 'none' || running > 0 || failed > 0;
}

/** What a file is, for whoever downloads it; null for one that agents alone make use of. */
export function sayFile(file: ReleaseFile): string | null {
  switch (file.kind) {
    case 'deb':
      return 'Debian package (.deb)';
    case 'msi':
      return 'Windows installer (.msi)';
    case 'update':
      return null;
  }
}

/** How it stands with a release on the school's devices. */
export function sayStanding({ running, failed }: Pick<Release, 'running' | 'failed'>): string {
  const runs =
    running === 0
      ? 'No device runs it'
      : `${running === 1 ? '1 device runs' : `${running.toLocaleString('en-GB')} devices run`} it`;
  if (failed === 0) return `${runs}.`;
  const fails = failed === 1 ? '1 device' : `${failed.toLocaleString('en-GB')} devices`;
  return `${runs}. On ${fails} it was refused or did not come up, and the version before runs there again.`;
}

/** `12 MB`. */
export function sayMegabytes(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.max(1, Math.round(bytes / 1000))} kB`
    : `${Math.round(bytes / 1_000_000)} MB`;
}
