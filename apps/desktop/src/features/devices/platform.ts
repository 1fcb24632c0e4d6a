import type { DevicePlatform, Inventory } from '@lapwing/protocol/features/devices/platform.ts';
import type { DeviceCapability } from '@lapwing/protocol/vocabulary.ts';
import type { MachineFacts } from '../../platform/contract/identity.ts';
import type { Machine, Seat } from '../../platform/contract/platform.ts';
import type { Monitor } from '../../platform/contract/screen.ts';

/** What a device can watch and do, from the parts that its platform has. */
export function capabilitiesOf(
  seat: Pick<Seat, 'screen' | 'windows' | 'input' | 'target' | 'surfaces' | 'sound'>,
  machine: Pick<Machine, 'processes' | 'files' | 'printing' | 'removableMedia'>,
  options: { readonly logsOff: boolean },
): readonly DeviceCapability[] {
  const { screen, windows, input, surfaces, sound } = seat;
  const { processes, files, printing, removableMedia } = machine;
  const able: readonly (readonly [DeviceCapability, boolean])[] = [
    ['typed', input !== null && windows !== null],
    ['caption', windows !== null],
    ['screenshot', screen !== null && windows !== null],
    ['screen', screen !== null && windows !== null && surfaces !== null],
    ['lock', surfaces !== null],
    ['message', surfaces !== null],
    ['agreement', surfaces !== null],
    ['log-off', options.logsOff],
    ['mute', sound !== null],
    ['printing', printing !== null],
    ['removable-media', removableMedia !== null],
    ['applications', processes !== null],
    ['application', processes !== null],
    ['file', files !== null],
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
