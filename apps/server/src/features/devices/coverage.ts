import {
  COVERAGE_GAPS,
  type Coverage,
  type CoverageGap,
  type GapDevice,
  type PlatformCoverage,
} from '@lapwing/protocol/features/devices/coverage.api.ts';
import { DevicePlatform } from '@lapwing/protocol/features/devices/platform.ts';
import { DEVICE_CAPABILITIES } from '@lapwing/protocol/vocabulary.ts';

const DAY_MS = 86_400_000;
const LISTED = 1000;

/** One device, as the report weighs it. */
export interface CoveredDevice {
  readonly id: string;
  readonly name: string;
  readonly room: string | null;
  /** As stored; what cannot be read counts as a device of which nothing is known. */
  readonly platform: unknown;
  readonly online: boolean;
  readonly lastSeenAt: Date | null;
  readonly revoked: boolean;
  readonly lost: number;
  readonly watching: boolean;
  readonly somebodyLately: boolean;
  /** Somebody tampered with it within 30 days. */
  readonly tampered: boolean;
}

interface Weighed extends CoveredDevice {
  readonly said: DevicePlatform;
  readonly gaps: readonly CoverageGap[];
  readonly outdated: boolean;
}

const NOTHING_KNOWN: DevicePlatform = Object.freeze({
  agent: 'extension',
  agentVersion: '0',
  system: '',
  browser: null,
  capabilities: [],
});

/**
 * The coverage report out of the school's devices.
 *
 * @param now milliseconds
 * @param newest the version of each kind of agent that this server offers; of the others the newest that a device has
 *   counts
 */
export function coverageOf(
  devices: readonly CoveredDevice[],
  options: { now: number; schoolName: string; newest: Readonly<Partial<Record<string, string>>> },
): Coverage {
  const inForce = devices.filter((device) => !device.revoked);
  const read = inForce.map((device) => {
    const parsed = DevicePlatform.safeParse(device.platform);
    return { ...device, said: parsed.success ? parsed.data : NOTHING_KNOWN };
  });
  const newest = new Map<string, string>(
    Object.entries(options.newest).flatMap(([agent, version]) =>
      version === undefined ? [] : [[agent, version] as const],
    ),
  );
  for (const { said } of read) {
    if (options.newest[said.agent] !== undefined) continue;
    const known = newest.get(said.agent);
    if (known === undefined || compareVersions(said.agentVersion, known) > 0)
      newest.set(said.agent, said.agentVersion);
  }
  const weighed = read.map((device): Weighed => {
    const outdated = compareVersions(device.said.agentVersion, newest.get(device.said.agent) ?? '0') < 0;
    return { ...device, outdated, gaps: gapsOf(device, outdated, options.now) };
  });
  const gapped = weighed.filter((device) => device.gaps.length > 0);
  return {
    schoolName: options.schoolName,
    at: new Date(options.now).toISOString(),
    devices: inForce.length,
    shutOut: devices.length - inForce.length,
    seen: seenOf(weighed, options.now),
    platforms: platformsOf(weighed),
    versions: versionsOf(weighed),
    gaps: COVERAGE_GAPS.map((gap) => ({
      gap,
      devices: weighed.filter((device) => device.gaps.includes(gap)).length,
    })),
    withGaps: gapped.length,
    list: gapped
      .toSorted((one, other) => gravest(one) - gravest(other))
      .slice(0, LISTED)
      .map(listed),
  };
}

/** What is missing at one device; empty when nothing is. */
function gapsOf(device: CoveredDevice, outdated: boolean, now: number): CoverageGap[] {
  const gaps = new Set<CoverageGap>();
  const age = device.online ? 0 : device.lastSeenAt === null ? null : now - device.lastSeenAt.getTime();
  if (age === null) gaps.add('never-seen');
  else if (age > 30 * DAY_MS) gaps.add('not-seen-30-days');
  else if (age > 7 * DAY_MS) gaps.add('not-seen-7-days');
  // Of a device that never came, what it holds and who sits there says nothing more.
  if (age !== null && !device.watching) gaps.add('not-watching');
  if (age !== null && outdated) gaps.add('outdated');
  if (age !== null && age <= 30 * DAY_MS && !device.somebodyLately) gaps.add('nobody-lately');
  if (device.tampered) gaps.add('tampered');
  if (device.lost > 0) gaps.add('captures-lost');
  return COVERAGE_GAPS.filter((gap) => gaps.has(gap));
}

function gravest(device: Weighed): number {
  const first = device.gaps[0];
  return first === undefined ? COVERAGE_GAPS.length : COVERAGE_GAPS.indexOf(first);
}

function listed(device: Weighed): GapDevice {
  return {
    id: device.id,
    name: device.name,
    room: device.room,
    system: device.said.system,
    agentVersion: device.said.agentVersion,
    lastSeenAt: device.lastSeenAt?.toISOString() ?? null,
    gaps: [...device.gaps],
  };
}

function seenOf(devices: readonly Weighed[], now: number): Coverage['seen'] {
  const seen = { day: 0, week: 0, month: 0, longer: 0, never: 0 };
  for (const device of devices) {
    const age = device.online ? 0 : device.lastSeenAt === null ? null : now - device.lastSeenAt.getTime();
    if (age === null) seen.never += 1;
    else if (age <= DAY_MS) seen.day += 1;
    else if (age <= 7 * DAY_MS) seen.week += 1;
    else if (age <= 30 * DAY_MS) seen.month += 1;
    else seen.longer += 1;
  }
  return seen;
}

function platformsOf(devices: readonly Weighed[]): PlatformCoverage[] {
  const kinds = Map.groupBy(devices, ({ said }) => `${said.agent} ${said.system}`);
  return [...kinds.values()]
    .flatMap((some) => {
      const first = some[0];
      if (first === undefined) return [];
      return {
        agent: first.said.agent,
        system: first.said.system,
        devices: some.length,
        capabilities: DEVICE_CAPABILITIES.map((capability) => ({
          capability,
          devices: some.filter(({ said }) => said.capabilities.includes(capability)).length,
        })),
      };
    })
    .toSorted((one, other) => other.devices - one.devices);
}

function versionsOf(devices: readonly Weighed[]): Coverage['versions'] {
  const kinds = Map.groupBy(devices, ({ said }) => `${said.agent} ${said.agentVersion}`);
  return [...kinds.values()]
    .flatMap((some) => {
      const first = some[0];
      if (first === undefined) return [];
      const { agent, agentVersion: version } = first.said;
      return { agent, version, devices: some.length, outdated: first.outdated };
    })
    .toSorted((one, other) => other.devices - one.devices);
}

/** Below 0 when the first is the older; versions are numbers with dots between. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [one, other].map((version) => version.split('.').map(Number));
  for (let at = 0; at < Math.max(a?.length ?? 0, b?.length ?? 0); at += 1) {
    const difference = (a?.[at] ?? 0) - (b?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
