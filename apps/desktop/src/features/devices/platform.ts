import type { DevicePlatform, Inventory } from '@lapwing/protocol/features/devices/platform.ts';
import type { DeviceCapability } from '@lapwing/protocol/vocabulary.ts';
import type { MachineFacts } from '../../platform/contract/identity.ts';
import type { Monitor } from '../../platform/contract/screen.ts';

/** A part of a platform, or whether it has one. */
type Part = object | boolean | null;

function has(part: Part): boolean {
  return part !== null && part !== false;
}

/** What a device can watch and do, from the parts that its platform has. */
export function capabilitiesOf(
  seat: Readonly<Record<'screen' | 'windows' | 'input' | 'target' | 'surfaces' | 'sound', Part>>,
  machine: Readonly<Record<'processes' | 'files' | 'printing' | 'removableMedia', Part>>,
  options: { readonly logsOff: boolean; readonly updates?: boolean; readonly pages?: boolean },
): readonly DeviceCapability[] {
  const { screen, windows, input, target, surfaces, sound } = seat;
  const { processes, files, printing, removableMedia } = machine;
  const able: readonly (readonly [DeviceCapability, boolean])[] = [
    ['typed', has(input) && has(windows)],
    ['caption', has(windows)],
    ['screenshot', has(screen) && has(windows)],
    ['screen', has(screen) && has(windows) && has(surfaces)],
    ['remote-control', has(target) && has(screen) && has(surfaces)],
    ['lock', has(surfaces)],
    ['message', has(surfaces)],
    ['agreement', has(surfaces)],
    ['log-off', options.logsOff],
    ['mute', has(sound)],
    ['printing', has(printing)],
    ['removable-media', has(removableMedia)],
    ['applications', has(processes)],
    ['application', has(processes)],
    ['file', has(files)],
    // By the extension of a browser that has joined.
    ...(['page', 'url', 'search', 'internet', 'downloads'] as const).map(
      (one) => [one, options.pages === true] as const,
    ),
    ['update', options.updates === true],
    ['activity', has(files) || has(printing) || has(removableMedia)],
  ];
  return able.flatMap(([capability, can]) => (can ? [capability] : []));
}

/** @param version of the agent, such as `1.4.0` */
export function platformOf(
  facts: MachineFacts,
  monitors: readonly Monitor[],
  capabilities: readonly DeviceCapability[],
  version: string,
): DevicePlatform {
  return {
    agent: 'desktop',
    agentVersion: version,
    system: cut(facts.system, 60) ?? 'Unknown',
    browser: null,
    capabilities: [...capabilities],
    inventory: inventoryOf(facts, monitors),
  };
}

/** The inventory as the protocol takes it. */
export function inventoryOf(facts: MachineFacts, monitors: readonly Monitor[]): Inventory {
  const { model, processor, threads, memory, disk } = facts;
  return {
    model: cut(model, 120),
    processor: cut(processor, 120),
    threads: whole(threads, 1, 4096),
    memory: whole(memory, 0, Number.MAX_SAFE_INTEGER),
    disk: whole(disk, 0, Number.MAX_SAFE_INTEGER),
    screens: monitors
      .map(({ width, height }) => ({ width: Math.round(width), height: Math.round(height) }))
      .filter(({ width, height }) => width >= 1 && height >= 1)
      .slice(0, 16),
  };
}

function cut(text: string | null, most: number): string | null {
  const told = text?.trim().slice(0, most).toWellFormed() ?? '';
  return told === '' ? null : told;
}

function whole(value: number | null, least: number, most: number): number | null {
  if (value === null || !Number.isFinite(value) || value < least) return null;
  return Math.min(most, Math.round(value));
}
